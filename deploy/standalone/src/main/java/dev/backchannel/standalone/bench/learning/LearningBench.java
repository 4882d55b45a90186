package dev.backchannel.standalone.bench.learning;

import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.policy.EngineOptions;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.seed.SeedPolicy;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.bench.BenchOutput;
import dev.backchannel.standalone.bench.EngineMixin;
import dev.backchannel.standalone.bench.learning.noise.NoiseOptions;
import dev.backchannel.standalone.bench.learning.prelude.PreludeOptions;
import dev.backchannel.standalone.cli.ConfigOptions;
import dev.backchannel.standalone.system.RoleSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench learning}: what a stream of edits teaches. */
@Command(
        name = "learning",
        description =
                "What a stream of edits teaches: one user with another taste in each of five contexts, and what he must"
                        + " edit until he is understood, by way of learning (PRELUDE's protocol). With --noise: how much"
                        + " is left when a share of the pairs is flipped. With --masks: whether to compare only the"
                        + " changed tokens of an edit.")
public final class LearningBench implements Callable<Integer> {
    private static final int MOST = 100_000;

    @Mixin
    ConfigOptions config = new ConfigOptions();

    @Mixin
    BenchOutput output = new BenchOutput();

    @Mixin
    PreludeOptions prelude = new PreludeOptions();

    @Mixin
    NoiseOptions flips = new NoiseOptions();

    @Option(
            names = "--arms",
            paramLabel = "A,B,…",
            description =
                    "What to compare (default: all): some of none, oracle, cipher-1, cipher-5, global, sft, dpo, kto,"
                            + " cipher-5+dpo, cipher-5+kto. With --noise, losses: some of dpo, cdpo-true, cdpo-0.1,"
                            + " rdpo-true, rdpo-0.1 (ε is the true share, or 0.1), each also with +sft, and sft;"
                            + " with --masks of the same, by default dpo+sft.")
    @Nullable
    String arms;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "Repeat with so many seeds: tastes, requests, answers, flips (default: "
                    + PreludeOptions.SEEDS + ", with --noise or --masks " + NoiseOptions.SEEDS + ").")
    @Nullable
    Integer seeds;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = EngineMixin.THREADS
                    + " Default: ${DEFAULT-VALUE}; another run beside it does more than another thread.")
    int threads;

    @Option(
            names = "--runs",
            paramLabel = "FILE",
            description =
                    "Keep each finished run as a line of this file, and do not repeat those that it has. Processes"
                            + " with other --arms or --seeds may share it.")
    @Nullable
    Path runs;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Teach the model in this folder (Hugging Face layout) instead of the seed policy.")
    @Nullable
    Path model;

    @Override
    public Integer call() throws InterruptedException {
        boolean ofPairs = flips.asked();
        int repeated = seeds != null ? seeds : ofPairs ? NoiseOptions.SEEDS : PreludeOptions.SEEDS;
        within("--seeds", repeated);
        within("--steps", flips.steps);
        within("--questions", flips.questions);
        within("--rounds", prelude.rounds);
        within("--kinds", prelude.kinds);
        within("--side-by-side", prelude.sideBySide == null ? 1 : prelude.sideBySide);
        within("--threads", threads);
        Supplier<PolicyModel> models =
                () -> PolicyModel.load(model == null ? SeedPolicy.folder() : model, EngineOptions.cpu(threads));
        LearnerConfig learner = learner(models);
        return ofPairs
                ? flips.run(models, learner, arms, repeated, Optional.ofNullable(runs), output)
                : prelude.run(models, learner, arms, repeated, Optional.ofNullable(runs), output);
    }

    private LearnerConfig learner(Supplier<PolicyModel> models) {
        try (PolicyModel base = models.get()) {
            return new RoleSettings(config.load(Map.of()), false).learner(base.config());
        }
    }

    private static void within(String option, int value) {
        if (value < 1 || value > MOST) {
            throw UserError.usage(option + " is " + value + ", but must be from 1 to " + MOST);
        }
    }
}
