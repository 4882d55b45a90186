package dev.backchannel.topics.registry;

/** What a registry demands of the next schema of a subject; {@link #UNCHANGED} leaves that to the registry. */
public enum Compatibility {
    UNCHANGED,
    NONE,
    BACKWARD,
    BACKWARD_TRANSITIVE,
    FORWARD,
    FORWARD_TRANSITIVE,
    FULL,
    FULL_TRANSITIVE
}
