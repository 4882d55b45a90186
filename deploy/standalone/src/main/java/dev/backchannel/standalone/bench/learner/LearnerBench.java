package dev.backchannel.standalone.bench.learner;

import dev.backchannel.learner.LearnerPresets;
import dev.backchannel.policy.EngineOptions;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.graph.MatrixProductRate;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.bench.BenchOutput;
import dev.backchannel.standalone.bench.BenchResult;
import dev.backchannel.standalone.bench.EngineMixin;
import dev.backchannel.standalone.bench.measure.ProcessMemory;
import dev.backchannel.standalone.system.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench learner}: how near training comes to the machine's own speed. */
@Command(
        name = "learner",
        description =
                "Training FLOP/s of a DPO step (policy forward and backward, reference forward) against the best of 20"
                        + " plain 2048x2048x2048 matrix products in the same process, threads and precision.")
public final class LearnerBench implements Callable<Integer> {
    @Mixin
    BenchOutput output = new BenchOutput();

    @Option(
            names = "--shape",
            paramLabel = "NAME",
            defaultValue = "seed",
            description = "seed (the shipped policy), or random weights in the shape of smollm2-135m, qwen2.5-0.5b or"
                    + " llama-1b (default: ${DEFAULT-VALUE}).")
    String shape;

    @Mixin
    EngineMixin engine = new EngineMixin();

    @Option(names = "--pairs", paramLabel = "N", description = "Pairs of a step (default: by shape).")
    @Nullable
    Integer pairs;

    @Option(names = "--prompt-tokens", paramLabel = "N", description = "Length of a prompt (default: by shape).")
    @Nullable
    Integer promptTokens;

    @Option(names = "--completion-tokens", paramLabel = "N", description = "Length of an answer (default: by shape).")
    @Nullable
    Integer completionTokens;

    @Option(
            names = "--recompute",
            paramLabel = "true|false",
            arity = "1",
            description =
                    "Keep of each layer only its input and run it again in the backward pass (default: as a learner"
                            + " does with a base of this size).")
    @Nullable
    Boolean recompute;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "20",
            description = "Take steps for this long, three at least (default: ${DEFAULT-VALUE}).")
    double seconds;

    @Override
    public Integer call() throws IOException {
        ModelShape chosen = ModelShape.of(shape);
        int count = positive("--pairs", Objects.requireNonNullElse(pairs, chosen.pairs()));
        int prompt = positive("--prompt-tokens", Objects.requireNonNullElse(promptTokens, chosen.promptTokens()));
        int completion = positive(
                "--completion-tokens", Objects.requireNonNullElse(completionTokens, chosen.completionTokens()));
        if (!(seconds > 0 && seconds <= 3600)) {
            throw UserError.usage("--seconds is " + seconds + ", but must be more than 0 and at most 3600");
        }
        EngineOptions options = engine.options().within(prompt + completion);
        try (TemporaryFolder folder = TemporaryFolder.create("backchannel-bench")) {
            output.progress("making a model of the shape " + chosen.name() + " …");
            Path files = chosen.write(folder.path());
            try (PolicyModel model = PolicyModel.load(files, options)) {
                if (prompt + completion - 1 > model.config().contextLength()) {
                    throw UserError.usage("--prompt-tokens and --completion-tokens are " + prompt + " and " + completion
                            + ", which together exceed the model's context of "
                            + model.config().contextLength());
                }
                boolean recomputing = Objects.requireNonNullElseGet(
                        recompute, () -> LearnerPresets.of(model.config()).recomputeActivations());
                LearnerRates rates =
                        LearnerRates.measure(model, count, prompt, completion, recomputing, seconds, output::progress);
                output.print(result(chosen, options, model, rates)
                        .put("recompute", recomputing)
                        .put("promptTokens", prompt)
                        .put("completionTokens", completion));
            }
        }
        return 0;
    }

    private static BenchResult result(ModelShape shape, EngineOptions engine, PolicyModel model, LearnerRates rates) {
        return new BenchResult("learner")
                .put("ratio", rates.flops() / rates.passSeconds() / rates.product())
                .put("fastestStepRatio", rates.flops() / rates.fastestPassSeconds() / rates.product())
                .put("wholeStepRatio", rates.flops() / rates.stepSeconds() / rates.product())
                .put("tokensPerSecond", rates.tokens() / rates.stepSeconds())
                .put("pairsPerSecond", rates.pairs() / rates.stepSeconds())
                .put("trainingGflops", rates.flops() / rates.passSeconds() / 1e9)
                .put("product" + MatrixProductRate.SIZE + "Gflops", rates.product() / 1e9)
                .put("stepGflop", rates.flops() / 1e9)
                .put("stepSeconds", rates.stepSeconds())
                .put("steps", rates.steps().size())
                .put("peakResidentMiB", ProcessMemory.peakBytes() >> 20)
                .put("shape", shape.name())
                .put("parameters", model.config().parameters())
                .put("loraRank", rates.lora().rank())
                .put("precision", engine.precision().name().toLowerCase(java.util.Locale.ROOT))
                .put("device", engine.device())
                .put("threads", engine.threads())
                .put("pairs", rates.pairs());
    }

    private static int positive(String option, int value) {
        if (value < 1) {
            throw UserError.usage(option + " is " + value + ", but must be at least 1");
        }
        return value;
    }
}
