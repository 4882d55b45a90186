package dev.backchannel.policy.pretrain;

/**
 * What is trained when: first mostly short drills, which teach to look up the request and the named style, then mostly
 * whole dialogues. Without the drills a model of this size learns the domain's sentences, but not to obey, in this time.
 */
final class Curriculum {
    private static final double MOST = 0.95;
    private static final double LEAST = 0.15;
    private static final double FALL_FROM = 0.4;
    private static final double FALL_TO = 0.6;

    private Curriculum() {}

    /** The share of drills among the dialogues drawn when this share of the training is done. */
    static double drills(double done) {
        double fall = Math.max(0, Math.min(1, (done - FALL_FROM) / (FALL_TO - FALL_FROM)));
        return MOST + fall * (LEAST - MOST);
    }
}
