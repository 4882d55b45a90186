package dev.backchannel.e2e.doors;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Who a request says it comes from.
 *
 * @param label as the table in the documents names it
 * @param authorization what the header says; null: there is none
 */
record Who(String label, String authorization) {
    static final Who NOBODY = new Who("no key", null);

    static Who bearer(String label, String credential) {
        return new Who(label, "Bearer " + credential);
    }

    static Who basic(String label, String name, String password) {
        byte[] pair = (name + ':' + password).getBytes(StandardCharsets.UTF_8);
        return new Who(label, "Basic " + Base64.getEncoder().encodeToString(pair));
    }

    /** The key or token itself. */
    String credential() {
        return authorization.substring("Bearer ".length());
    }
}
