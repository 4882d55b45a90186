package dev.backchannel.standalone.bench;

import dev.backchannel.policy.EngineOptions;
import dev.backchannel.policy.Precision;
import dev.backchannel.standalone.UserError;
import dev.backchannel.topics.Cause;
import picocli.CommandLine.Option;

/** How the model of a bench runs. */
public final class EngineMixin {
    /** What threads do. */
    public static final String THREADS =
            "Threads of one operation; on a base narrower than 512, texts run side by side on one thread each.";

    @Option(
            names = "--precision",
            paramLabel = "fp32|bf16",
            defaultValue = "fp32",
            description = "Number format of weights and activations (default: ${DEFAULT-VALUE}).")
    Precision precision;

    @Option(
            names = "--device",
            paramLabel = "cpu|cuda:N",
            defaultValue = "cpu",
            description = "Where the model runs (default: ${DEFAULT-VALUE}).")
    String device;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = THREADS + " 0, the default, is all cores.")
    int threads;

    /** @throws UserError if they contradict each other */
    public EngineOptions options() {
        if (threads < 0) {
            throw UserError.usage("--threads is " + threads + ", but must be at least 0");
        }
        int used = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        try {
            return new EngineOptions(precision, device, used);
        } catch (IllegalArgumentException e) {
            throw UserError.usage(Cause.message(e));
        }
    }
}
