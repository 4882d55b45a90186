package dev.backchannel.standalone.bench.learning.prelude;

import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.standalone.bench.BenchOutput;
import dev.backchannel.standalone.bench.learning.RunLog;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** PRELUDE's protocol (arXiv 2404.15269, section 3): what a user must edit, arm by arm, until he is understood. */
public final class PreludeOptions {
    public static final int SEEDS = 3;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "200",
            description = "Without --noise: requests of a run (default: ${DEFAULT-VALUE}).")
    public int rounds;

    @Option(
            names = "--kinds",
            paramLabel = "N",
            defaultValue = "8",
            description =
                    "Of the requests that its topic knows, so many kinds occur in a context, drawn by the seed; the"
                            + " topics know 8 to 18 (default: ${DEFAULT-VALUE}).")
    public int kinds;

    @Option(
            names = "--side-by-side",
            paramLabel = "N",
            description = "Without --noise: runs at a time, a core each (default: as many as there are cores).")
    public @Nullable Integer sideBySide;

    /**
     * Runs the arms and prints their table.
     *
     * @param models a model for one run, on one thread; the run closes it
     * @param names of arms, with commas between; null: all
     * @return the exit status: 1 if the oracle is too dear for the ratio to mean anything
     */
    public int run(
            Supplier<PolicyModel> models,
            LearnerConfig learner,
            @Nullable String names,
            int seeds,
            Optional<Path> runs,
            BenchOutput output)
            throws InterruptedException {
        List<PreludeArm> arms = PreludeArm.list(names == null ? PreludeArm.titles() : names);
        PreludeStudy study =
                new PreludeStudy(models, learner, new RunLog<>(runs, PreludeFigures.class), output::progress);
        int cores = sideBySide == null ? Runtime.getRuntime().availableProcessors() : sideBySide;
        PreludeTable table = new PreludeTable(arms, study.run(arms, seeds, rounds, kinds, cores));
        output.print(table.text(), table.result());
        if (table.valid().filter(valid -> !valid).isPresent()) {
            output.progress("the ratio means nothing: even with the taste in its prompt the model costs more than "
                    + PreludeTable.DEAREST_ORACLE + " of what it costs without");
            return 1;
        }
        return 0;
    }
}
