package dev.backchannel.learner.rebuild;

import dev.backchannel.policy.checkpoint.CheckpointStore;

/**
 * What a new lineage begins with, if not from scratch.
 *
 * @param checkpoint id of the old lineage's checkpoint, or its beginning, or
 *     {@value dev.backchannel.learner.run.CleanLineage#LAST}
 * @param store where its files lie
 */
public record Beginning(String checkpoint, CheckpointStore store) {}
