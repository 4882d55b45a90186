package dev.backchannel.policy.pretrain;

import java.nio.file.Path;

/**
 * How a seed policy is pretrained.
 *
 * @param output the folder that the finished policy is written to
 * @param steps number of optimiser steps of all rounds; the same steps and seed give the same policy on the same kind of
 *     machine
 * @param minutes when above 0, the time to train for instead of {@code steps}; then no two runs are quite the same
 * @param seed of weights and corpus
 * @param threads that PyTorch may use
 * @param vocabularySize tokens besides the special ones, at least the 256 bytes
 * @param batchScale on the tokens of each step's batch; 1 for the shipped policy
 * @param evaluationRequests requests that the finished policy is measured on; 0 skips the measurement
 */
public record PretrainConfig(
        Path output,
        int steps,
        double minutes,
        long seed,
        int threads,
        int vocabularySize,
        double batchScale,
        int evaluationRequests) {

    public PretrainConfig {
        if (steps < 1) {
            throw new IllegalArgumentException("pretraining takes at least one step, not " + steps);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("pretraining takes at least one thread, not " + threads);
        }
        if (vocabularySize < 256) {
            throw new IllegalArgumentException(
                    "the vocabulary needs the 256 bytes, so its size cannot be " + vocabularySize);
        }
    }

    /** The settings with which the shipped seed policy was made. */
    public static PretrainConfig standard(Path output) {
        int threads = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()));
        return new PretrainConfig(output, Round.STANDARD_STEPS, 0, 1, threads, 1600, 1, 207);
    }

    public PretrainConfig withSteps(int newSteps) {
        return new PretrainConfig(output, newSteps, 0, seed, threads, vocabularySize, batchScale, evaluationRequests);
    }

    public PretrainConfig withMinutes(double newMinutes) {
        return new PretrainConfig(
                output, steps, newMinutes, seed, threads, vocabularySize, batchScale, evaluationRequests);
    }

    public PretrainConfig withSeed(long newSeed) {
        return new PretrainConfig(
                output, steps, minutes, newSeed, threads, vocabularySize, batchScale, evaluationRequests);
    }

    public PretrainConfig withThreads(int newThreads) {
        return new PretrainConfig(
                output, steps, minutes, seed, newThreads, vocabularySize, batchScale, evaluationRequests);
    }

    public PretrainConfig withEvaluationRequests(int newRequests) {
        return new PretrainConfig(output, steps, minutes, seed, threads, vocabularySize, batchScale, newRequests);
    }
}
