package dev.backchannel.standalone.demo.user;

/**
 * How often users do what. The shares of each kind of user add up to 1 with silence.
 *
 * @param wrong share of style judgements that come out reversed
 * @param explicit share of remarks that a backend reports as follow-up events; the rest are just the next message
 */
public record BehaviourMix(Pleased pleased, Displeased displeased, double wrong, double explicit) {

    /** After an answer that the user likes. */
    public record Pleased(double thumbUp, double thanks, double acceptance) {}

    /** After an answer that the user does not like. */
    public record Displeased(double edit, double complaint, double rephrase, double thumbDown, double regeneration) {}

    /** Most are silent, and one judgement in ten is wrong. */
    public static BehaviourMix usual() {
        return new BehaviourMix(
                new Pleased(0.24, 0.12, 0.14), new Displeased(0.10, 0.08, 0.05, 0.14, 0.05), 0.10, 0.25);
    }
}
