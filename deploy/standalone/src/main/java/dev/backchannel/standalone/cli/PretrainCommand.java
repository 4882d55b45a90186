package dev.backchannel.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.policy.pretrain.PretrainConfig;
import dev.backchannel.policy.pretrain.PretrainProgress;
import dev.backchannel.policy.pretrain.Pretraining;
import dev.backchannel.policy.pretrain.SeedReport;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.bench.BenchOutput;
import dev.backchannel.standalone.bench.BenchResult;
import dev.backchannel.topics.Cause;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pretrain}: makes the seed policy. */
@Command(
        name = "pretrain",
        description = "Train the seed policy from the project's own corpus grammar, and measure it.")
public final class PretrainCommand implements Callable<Integer> {
    private static final int TOLD_EVERY = 25;

    @Option(names = "--output", paramLabel = "DIR", required = true, description = "Write the model folder here.")
    Path output;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Take this many steps (default: as many as the shipped policy).")
    @Nullable
    Integer steps;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description = "Train for this long instead of a number of steps; then no two runs are quite the same.")
    @Nullable
    Double minutes;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of weights and corpus (default: 1).")
    @Nullable
    Long seed;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of the model (default: up to four).")
    @Nullable
    Integer threads;

    @Option(
            names = "--evaluate",
            paramLabel = "N",
            description = "Measure the policy on this many requests; 0 skips it (default: 400).")
    @Nullable
    Integer evaluate;

    @Mixin
    BenchOutput figures = new BenchOutput();

    @Option(
            names = {"-v", "--verbose"},
            description = "Show details when something fails.")
    boolean verbose;

    @Override
    public Integer call() {
        try {
            new Pretraining(config(), System::nanoTime, PretrainCommand::tell)
                    .run()
                    .ifPresent(report -> figures.print(of(report)));
            System.err.println("the policy is in " + output);
            return 0;
        } catch (IOException e) {
            throw UserError.failure("the policy cannot be written to " + output + ": " + e.getMessage(), e);
        }
    }

    /** A figure of several parts has a line for each, such as {@code obedience.length}. */
    private static BenchResult of(SeedReport report) {
        BenchResult result = new BenchResult("pretrain");
        JsonNode tree = new ObjectMapper().valueToTree(report);
        tree.properties().forEach(figure -> {
            if (figure.getValue().isObject()) {
                figure.getValue()
                        .properties()
                        .forEach(part -> result.put(
                                figure.getKey() + "." + part.getKey(),
                                part.getValue().asDouble()));
            } else {
                result.put(figure.getKey(), figure.getValue().asDouble());
            }
        });
        return result;
    }

    private PretrainConfig config() {
        try {
            PretrainConfig config = PretrainConfig.standard(output);
            config = steps == null ? config : config.withSteps(steps);
            config = minutes == null ? config : config.withMinutes(minutes);
            config = seed == null ? config : config.withSeed(seed);
            config = threads == null ? config : config.withThreads(threads);
            return evaluate == null ? config : config.withEvaluationRequests(evaluate);
        } catch (IllegalArgumentException e) {
            throw UserError.usage(Cause.message(e));
        }
    }

    private static void tell(PretrainProgress at) {
        if (at.step() % TOLD_EVERY == 0 || at.done() >= 1) {
            System.err.printf(
                    "%3.0f %%  step %d  loss %.3f  %.0f tokens/s%n",
                    100 * at.done(), at.step(), at.loss(), at.tokensPerSecond());
        }
    }
}
