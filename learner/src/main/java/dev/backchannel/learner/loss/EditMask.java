package dev.backchannel.learner.loss;

/** What the losses see of a pair in which a user corrected the answer that was given. */
public enum EditMask {
    /** Both answers, whole. */
    OFF,
    /** The pair loss only what was changed; the SFT term beside it the whole chosen answer. */
    PAIR,
    /** Both only what was changed. */
    PAIR_AND_SFT
}
