package dev.backchannel.standalone.bench.measure;

/** One case of a share: of which conversation it is, and whether it counts. */
public record Trial(String conversation, boolean counts) {}
