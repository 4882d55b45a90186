package dev.backchannel.topics;

import java.util.Optional;

/** What an operator's command is aimed at: the key of {@code operator-commands}, and of {@code controls} and {@code experiments}. */
public final class Targets {
    private static final String LEARNER = "learner";
    private static final String USER = "user/";
    /** The letters that nobody could use. */
    public static final String DEAD_LETTERS = "dead-letters";

    private Targets() {}

    /** That policy's learner: {@code learner}, of another policy than the default one {@code learner.NAME}. */
    public static String learner(String policy) {
        return policy.equals(TopicSettings.DEFAULT_POLICY) ? LEARNER : LEARNER + '.' + policy;
    }

    public static boolean isLearner(String target) {
        return target.equals(LEARNER) || (target.startsWith(LEARNER + '.') && target.length() > LEARNER.length() + 1);
    }

    /** That policy's experiment: its id is the policy's name. */
    public static String experiment(String policy) {
        return policy;
    }

    /** A user of a tenant: {@code user/TENANT/ID}. */
    public static String user(String tenant, String id) {
        return USER + Keys.of(tenant, id);
    }

    /** {@code TENANT/ID} of a user; empty: the target is none. */
    public static Optional<String> userOf(String target) {
        String key = target.startsWith(USER) ? target.substring(USER.length()) : "";
        int slash = key.indexOf('/');
        return slash > 0 && slash < key.length() - 1 && Keys.isTenant(key.substring(0, slash))
                ? Optional.of(key)
                : Optional.empty();
    }
}
