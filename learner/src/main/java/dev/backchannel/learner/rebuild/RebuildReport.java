package dev.backchannel.learner.rebuild;

/**
 * A lineage as it stands after a rebuild.
 *
 * @param policy whose topics hold it
 * @param baseDigest of the base it belongs to
 * @param checkpointId of its newest checkpoint that the gate did not refuse
 * @param step of it
 * @param checkpoints committed in all
 * @param refused of these by the gate
 * @param beginning 0, or the first offset that {@code preferences} still held of what was to be learned: what was below could not be
 * @param copied preferences that came over in this run
 * @param leftOut that did not
 * @param waiting preferences too few for a step; the next learner takes them
 * @param unproven preferences that the checkpoint it began with in this run has learned, and of which nobody can tell any more
 *     whose they were
 */
public record RebuildReport(
        String policy,
        String baseDigest,
        String checkpointId,
        long step,
        long checkpoints,
        long refused,
        long beginning,
        long copied,
        long leftOut,
        long waiting,
        long unproven) {}
