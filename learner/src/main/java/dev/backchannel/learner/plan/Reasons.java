package dev.backchannel.learner.plan;

/** Reasons as they are written to the log: somebody else's text may stand in them, of any length. */
public final class Reasons {
    private static final int LONGEST = 1_000;

    private Reasons() {}

    public static String brief(String reason) {
        String text = String.valueOf(reason);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
