package dev.backchannel.policy.pretrain;

import java.nio.file.Path;

/**
 * How a seed policy is pretrained.
 *
 * @param output the folder that the finished policy is written to
 * @param steps number of optimiser steps; the same steps and seed give the same policy on the same kind of machine
 * @param minutes when above 0, the time to train for instead of {@code steps}; then no two runs are quite the same
 * @param seed of weights and corpus
 * @param threads that PyTorch may use
 * @param vocabularySize tokens besides the special ones, at least the 256 bytes
 * @param tokensPerStep tokens in one step's batch, padding included
 * @param peakLearningRate reached after the warm-up; falls along a cosine to a twentieth
 * @param warmupShare of the steps in which the learning rate rises
 * @param evaluationRequests requests that the finished policy is measured on; 0 skips the measurement
 */
public record PretrainConfig(
        Path output,
        int steps,
        double minutes,
        long seed,
        int threads,
        int vocabularySize,
        int tokensPerStep,
        double peakLearningRate,
        double warmupShare,
        int evaluationRequests) {

    public PretrainConfig {
        if (steps < 1) {
            throw new IllegalArgumentException("pretraining takes at least one step, not " + steps);
        }
        if (vocabularySize < 256) {
            throw new IllegalArgumentException(
                    "the vocabulary needs the 256 bytes, so its size cannot be " + vocabularySize);
        }
    }

    /** The settings with which the shipped seed policy was made. */
    public static PretrainConfig standard(Path output) {
        int threads = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()));
        return new PretrainConfig(output, 2400, 0, 1, threads, 1600, 3000, 3e-3, 0.03, 207);
    }

    public PretrainConfig withSteps(int newSteps) {
        return new PretrainConfig(
                output,
                newSteps,
                0,
                seed,
                threads,
                vocabularySize,
                tokensPerStep,
                peakLearningRate,
                warmupShare,
                evaluationRequests);
    }

    public PretrainConfig withMinutes(double newMinutes) {
        return new PretrainConfig(
                output,
                steps,
                newMinutes,
                seed,
                threads,
                vocabularySize,
                tokensPerStep,
                peakLearningRate,
                warmupShare,
                evaluationRequests);
    }

    public PretrainConfig withSeed(long newSeed) {
        return new PretrainConfig(
                output,
                steps,
                minutes,
                newSeed,
                threads,
                vocabularySize,
                tokensPerStep,
                peakLearningRate,
                warmupShare,
                evaluationRequests);
    }

    public PretrainConfig withThreads(int newThreads) {
        return new PretrainConfig(
                output,
                steps,
                minutes,
                seed,
                newThreads,
                vocabularySize,
                tokensPerStep,
                peakLearningRate,
                warmupShare,
                evaluationRequests);
    }

    public PretrainConfig withEvaluationRequests(int newRequests) {
        return new PretrainConfig(
                output,
                steps,
                minutes,
                seed,
                threads,
                vocabularySize,
                tokensPerStep,
                peakLearningRate,
                warmupShare,
                newRequests);
    }

    /** The learning rate when this share of the training, from 0 to 1, is done. */
    double learningRate(double done) {
        if (done < warmupShare) {
            return peakLearningRate * (0.02 + 0.98 * done / warmupShare);
        }
        double fall = (1 + Math.cos(Math.PI * Math.min(1, (done - warmupShare) / (1 - warmupShare)))) / 2;
        return peakLearningRate * (0.05 + 0.95 * fall);
    }
}
