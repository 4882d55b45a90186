package dev.backchannel.policy;

import java.util.Objects;

/**
 * Where and how a model is loaded and runs.
 *
 * @param precision the number format of weights and activations
 * @param device {@code cpu} or {@code cuda:N}
 * @param threads threads of one operation on the CPU (set for each Java thread that calls the model)
 * @param contextLimit no more positions than these are used, though the model may have more; 0: all that it has
 * @param thinking what the chat template is told about thinking
 * @param mapWeights weights that the files hold in {@code precision} are mapped and so shared with every process that maps
 *     them; false: all are copied into this process's own memory
 */
public record EngineOptions(
        Precision precision, String device, int threads, int contextLimit, Thinking thinking, boolean mapWeights) {
    public EngineOptions {
        Objects.requireNonNull(precision, "precision");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(thinking, "thinking");
        if (!device.equals("cpu") && !device.matches("cuda:\\d+")) {
            throw new IllegalArgumentException(
                    "Unknown device '" + device + "': use 'cpu' or 'cuda:N', for example 'cuda:0'.");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + ", but must be at least 1.");
        }
        if (contextLimit < 0) {
            throw new IllegalArgumentException(
                    "contextLimit is " + contextLimit + ", but must be a number of positions, or 0 for all.");
        }
    }

    /** With all positions that the model has, and its template as it is. */
    public EngineOptions(Precision precision, String device, int threads) {
        this(precision, device, threads, 0, Thinking.TEMPLATE, true);
    }

    /** The same with the weights mapped, or not. */
    public EngineOptions mapping(boolean weights) {
        return new EngineOptions(precision, device, threads, contextLimit, thinking, weights);
    }

    /** The same with no more positions used; 0: all that the model has. */
    public EngineOptions within(int positions) {
        return new EngineOptions(precision, device, threads, positions, thinking, mapWeights);
    }

    /** fp32 on the CPU. */
    public static EngineOptions cpu(int threads) {
        return new EngineOptions(Precision.FP32, "cpu", threads);
    }

    public boolean onGpu() {
        return !device.equals("cpu");
    }
}
