package dev.backchannel.server.page;

/** What flows past, in the order in which it does. */
enum Stage {
    INTERACTIONS,
    PAIRS,
    LABELS,
    DISPOSITIONS,
    STEPS,
    CHECKPOINTS,
    SWAPS
}
