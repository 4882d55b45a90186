package dev.backchannel.topics;

import java.util.regex.Pattern;

/** Record keys: ids live inside a tenant, so every key is {@code tenant/id}. */
public final class Keys {
    public static final String DEFAULT_TENANT = "default";
    /** Suffix of the id of a follow-up that was derived from the next turn's event. */
    public static final String DERIVED_FOLLOW_UP = "#follow-up";

    /** Most characters of an id that a client chooses. */
    public static final int LONGEST_ID = 256;

    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private Keys() {}

    public static String of(String tenant, String id) {
        return tenant + '/' + id;
    }

    /** A tenant holds no slash, so the first one ends it. */
    public static String tenantOf(String key) {
        int slash = key.indexOf('/');
        return slash < 0 ? DEFAULT_TENANT : key.substring(0, slash);
    }

    public static String idOf(String key) {
        return key.substring(key.indexOf('/') + 1);
    }

    public static boolean isTenant(String text) {
        return TENANT.matcher(text).matches();
    }

    /** The id of the follow-up that the turn event {@code turnEventId} carries for its predecessor. */
    public static String derivedFollowUp(String turnEventId) {
        return turnEventId + DERIVED_FOLLOW_UP;
    }
}
