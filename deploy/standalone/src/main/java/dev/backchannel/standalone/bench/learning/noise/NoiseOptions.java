package dev.backchannel.standalone.bench.learning.noise;

import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.bench.BenchOutput;
import dev.backchannel.standalone.bench.learning.RunLog;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What pairs teach: how much is left of it when a share is flipped; whether to compare changed tokens alone. */
public final class NoiseOptions {
    public static final int SEEDS = 5;

    @Option(
            names = "--noise",
            paramLabel = "SHARE",
            description = "Measure instead what flipped pairs cost: exchange the sides of this share of them, from 0 to"
                    + " below 0.5.")
    public @Nullable Double noise;

    @Option(
            names = "--masks",
            description =
                    "Teach instead the same edits with each value of learner.loss.edit-mask: by users who correct what"
                            + " they were given, and by users who answer anew.")
    public boolean masks;

    @Option(
            names = "--clean-arms",
            paramLabel = "A,B,…",
            defaultValue = "dpo+sft",
            description = "With --noise: run without flips too; the best of them gives the gain that the others are"
                    + " measured by (default: ${DEFAULT-VALUE}).")
    public String cleanArms;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "60",
            description = "With --noise or --masks: steps of a run (default: ${DEFAULT-VALUE}).")
    public int steps;

    @Option(
            names = "--questions",
            paramLabel = "N",
            defaultValue = "240",
            description =
                    "With --noise or --masks: held-out questions that satisfaction is measured on (default: ${DEFAULT-VALUE}).")
    public int questions;

    /** Whether one of these protocols was asked for. */
    public boolean asked() {
        return noise != null || masks;
    }

    /**
     * Runs the arms and prints their table.
     *
     * @param names of arms, with commas between; null: all, with --masks the learner's own
     * @return the exit status: 1 if even clean pairs taught nothing
     */
    public int run(
            Supplier<PolicyModel> models,
            LearnerConfig learner,
            @Nullable String names,
            int seeds,
            Optional<Path> runs,
            BenchOutput output) {
        if (noise != null && masks) {
            throw UserError.usage("name one thing to measure: --masks, or --noise SHARE");
        }
        if (noise != null && !(noise >= 0 && noise < 0.5)) {
            throw UserError.usage("--noise is " + noise + ", but must be from 0 to below 0.5");
        }
        RunLog<RunFigures> log = new RunLog<>(runs, RunFigures.class);
        try (PolicyModel base = models.get()) {
            NoiseRuns protocol = new NoiseRuns(base, learner, steps, questions);
            return noise == null
                    ? masks(protocol, log, names, seeds, output)
                    : noise(protocol, noise, log, names, seeds, output);
        }
    }

    private int noise(
            NoiseRuns protocol,
            double share,
            RunLog<RunFigures> log,
            @Nullable String names,
            int seeds,
            BenchOutput output) {
        List<Arm> noisy = Arm.list(Objects.requireNonNullElseGet(names, Arm::names));
        List<Arm> clean = share == 0 ? List.of() : Arm.list(cleanArms);
        NoiseTable table = new NoiseStudy(protocol, log, output::progress).table(share, noisy, clean, seeds);
        output.print(table.text(), table.result());
        if (!clean.isEmpty() && !table.hasYardstick()) {
            output.progress("nothing was learned even without flips: take more --steps");
            return 1;
        }
        return 0;
    }

    private static int masks(
            NoiseRuns protocol, RunLog<RunFigures> log, @Nullable String names, int seeds, BenchOutput output) {
        List<Arm> compared = Arm.list(Objects.requireNonNullElse(names, "dpo+sft"));
        MaskTable table = new MaskStudy(protocol, log, output::progress).table(compared, seeds);
        output.print(table.text(), table.result());
        return 0;
    }
}
