package dev.backchannel.streams;

/** Where state lives between two changelog writes. */
public enum StoreKind {
    /** On the heap; restored from the changelogs at every start. Fast, and right for a small deployment. */
    IN_MEMORY,
    /** On disk under the state folder. For state that outgrows the heap. */
    ROCKS_DB
}
