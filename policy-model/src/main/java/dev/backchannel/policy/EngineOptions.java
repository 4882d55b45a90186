package dev.backchannel.policy;

import java.util.Objects;

/**
 * Where and how a model runs.
 *
 * @param precision the number format of weights and activations
 * @param device {@code cpu} or {@code cuda:N}
 * @param threads threads of one operation on the CPU (set for each Java thread that calls the model)
 */
public record EngineOptions(Precision precision, String device, int threads) {
    public EngineOptions {
        Objects.requireNonNull(precision, "precision");
        Objects.requireNonNull(device, "device");
        if (!device.equals("cpu") && !device.matches("cuda:\\d+")) {
            throw new IllegalArgumentException(
                    "Unknown device '" + device + "': use 'cpu' or 'cuda:N', for example 'cuda:0'.");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + ", but must be at least 1.");
        }
    }

    /** fp32 on the CPU. */
    public static EngineOptions cpu(int threads) {
        return new EngineOptions(Precision.FP32, "cpu", threads);
    }

    public boolean onGpu() {
        return !device.equals("cpu");
    }
}
