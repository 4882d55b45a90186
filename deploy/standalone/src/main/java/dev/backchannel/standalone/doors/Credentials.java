package dev.backchannel.standalone.doors;

import dev.backchannel.access.AccessDenied;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** What the header {@code Authorization} holds out. */
final class Credentials {
    private static final String BEARER = "bearer ";
    private static final String BASIC = "basic ";

    private Credentials() {}

    /**
     * The key or token: of {@code Bearer}, or the password of {@code Basic}, which is what a browser that shows the page sends.
     *
     * @param headers all of that name
     * @throws AccessDenied 401: there are several, or none that can be read
     */
    static Optional<String> of(List<String> headers) throws AccessDenied {
        if (headers.isEmpty()) {
            return Optional.empty();
        }
        if (headers.size() > 1) {
            throw malformed("there are " + headers.size() + " Authorization headers; send one");
        }
        String header = headers.get(0).strip();
        if (header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.of(header.substring(BEARER.length()).strip());
        }
        if (header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return Optional.of(password(header.substring(BASIC.length()).strip()));
        }
        throw malformed("Authorization is of no known kind; send 'Authorization: Bearer KEY'");
    }

    private static String password(String encoded) throws AccessDenied {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            if (colon >= 0) {
                return pair.substring(colon + 1);
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw malformed("Authorization: Basic holds no name and password; the password is the key");
    }

    private static AccessDenied malformed(String message) {
        return AccessDenied.unknown("malformed_credentials", message);
    }
}
