package dev.backchannel.policy.checkpoint;

import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.OptimizerState;
import java.util.Map;

/**
 * All that a checkpoint holds.
 *
 * @param parentId the checkpoint it was trained from; empty for the first
 * @param baseDigest the base it belongs to
 * @param step optimiser steps taken since the base
 * @param adapter the LoRA weights
 * @param optimizer AdamW's moments, of the same shapes
 * @param extras further small files by name (plain names, no folders): whatever the learner must resume from
 */
public record CheckpointContent(
        String parentId,
        String baseDigest,
        long step,
        LoraWeights adapter,
        OptimizerState optimizer,
        Map<String, byte[]> extras) {
    public CheckpointContent {
        extras = Map.copyOf(extras);
    }
}
