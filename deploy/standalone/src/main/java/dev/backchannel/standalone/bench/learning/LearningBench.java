package dev.backchannel.standalone.bench.learning;

import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.policy.EngineOptions;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.seed.SeedPolicy;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.bench.BenchOutput;
import dev.backchannel.standalone.bench.EngineMixin;
import dev.backchannel.standalone.cli.ConfigOptions;
import dev.backchannel.standalone.system.RoleSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench learning}: what a stream of preferences teaches; each of its options names a protocol. */
@Command(
        name = "learning",
        description =
                "What a stream of preferences teaches. --noise SHARE: how much of it is left when that share of the"
                        + " pairs is flipped, by loss and SFT weight, against the gain without flips. --masks: whether to"
                        + " compare only the changed tokens of an edit.")
public final class LearningBench implements Callable<Integer> {
    private static final int MOST = 100_000;

    @Mixin
    ConfigOptions config = new ConfigOptions();

    @Mixin
    BenchOutput output = new BenchOutput();

    @Option(
            names = "--noise",
            paramLabel = "SHARE",
            description = "Exchange the sides of this share of the pairs, from 0 to below 0.5.")
    Double noise;

    @Option(
            names = "--masks",
            description =
                    "Teach the same edits with each value of learner.loss.edit-mask: by users who correct what they"
                            + " were given, and by users who answer anew.")
    boolean masks;

    @Option(
            names = "--arms",
            paramLabel = "A,B,…",
            description =
                    "Losses to compare: some of dpo, cdpo-true, cdpo-0.1, rdpo-true, rdpo-0.1 (ε is the true share,"
                            + " or 0.1), each also with +sft, and sft (default: all; with --masks: dpo+sft).")
    String arms;

    @Option(
            names = "--clean-arms",
            paramLabel = "A,B,…",
            defaultValue = "dpo+sft",
            description = "Run without flips too; the best of them gives the gain that the others are measured by"
                    + " (default: ${DEFAULT-VALUE}).")
    String cleanArms;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Repeat with so many seeds: styles, questions and flips (default: ${DEFAULT-VALUE}).")
    int seeds;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "60",
            description = "Steps of a run (default: ${DEFAULT-VALUE}).")
    int steps;

    @Option(
            names = "--questions",
            paramLabel = "N",
            defaultValue = "240",
            description = "Held-out questions that satisfaction is measured on (default: ${DEFAULT-VALUE}).")
    int questions;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    EngineMixin.THREADS + " Default: ${DEFAULT-VALUE}; another process does more than another thread.")
    int threads;

    @Option(
            names = "--runs",
            paramLabel = "FILE",
            description =
                    "Keep each finished run as a line of this file, and do not repeat those that it has. Processes"
                            + " with other --arms or --seeds may share it.")
    Path runs;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Teach the model in this folder (Hugging Face layout) instead of the seed policy.")
    Path model;

    @Override
    public Integer call() {
        if ((noise == null) != masks) {
            throw UserError.usage("name what to measure: --masks, or --noise SHARE, for example --noise 0.4");
        }
        if (noise != null && !(noise >= 0 && noise < 0.5)) {
            throw UserError.usage("--noise is " + noise + ", but must be from 0 to below 0.5");
        }
        within("--seeds", seeds);
        within("--steps", steps);
        within("--questions", questions);
        within("--threads", threads);
        try (PolicyModel base =
                PolicyModel.load(model == null ? SeedPolicy.folder() : model, EngineOptions.cpu(threads))) {
            LearnerConfig learner = new RoleSettings(config.load(Map.of()), false).learner(base.config());
            NoiseRuns protocol = new NoiseRuns(base, learner, steps, questions);
            RunLog log = new RunLog(Optional.ofNullable(runs));
            return masks ? masks(protocol, log) : noise(protocol, log);
        }
    }

    private int noise(NoiseRuns protocol, RunLog log) {
        List<Arm> noisy = Arm.list(Objects.requireNonNullElseGet(arms, Arm::names));
        List<Arm> clean = noise == 0 ? List.of() : Arm.list(cleanArms);
        NoiseTable table = new NoiseStudy(protocol, log, output::progress).table(noise, noisy, clean, seeds);
        output.print(table.text(), table.result());
        if (!clean.isEmpty() && !table.hasYardstick()) {
            output.progress("nothing was learned even without flips: take more --steps");
            return 1;
        }
        return 0;
    }

    private int masks(NoiseRuns protocol, RunLog log) {
        List<Arm> compared = Arm.list(Objects.requireNonNullElse(arms, "dpo+sft"));
        MaskTable table = new MaskStudy(protocol, log, output::progress).table(compared, seeds);
        output.print(table.text(), table.result());
        return 0;
    }

    private static void within(String option, int value) {
        if (value < 1 || value > MOST) {
            throw UserError.usage(option + " is " + value + ", but must be from 1 to " + MOST);
        }
    }
}
