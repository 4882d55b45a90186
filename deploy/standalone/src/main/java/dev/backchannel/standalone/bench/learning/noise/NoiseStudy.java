package dev.backchannel.standalone.bench.learning.noise;

import dev.backchannel.standalone.bench.learning.RunLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** Every arm on every seed, seed by seed, so that whoever stops early has a table of fewer seeds. */
final class NoiseStudy {
    private final NoiseRuns runs;
    private final RunLog<RunFigures> log;
    private final Consumer<String> progress;

    NoiseStudy(NoiseRuns runs, RunLog<RunFigures> log, Consumer<String> progress) {
        this.runs = runs;
        this.log = log;
        this.progress = progress;
    }

    /**
     * Runs what the log does not have.
     *
     * @param noise share of pairs that are flipped
     * @param noisy arms that learn from flipped pairs
     * @param clean arms that learn without, for comparison
     */
    NoiseTable table(double noise, List<Arm> noisy, List<Arm> clean, int seeds) {
        List<NoiseRuns.Task> tasks = new ArrayList<>();
        clean.forEach(arm -> tasks.add(new NoiseRuns.Task(arm, noise, 0)));
        noisy.forEach(arm -> tasks.add(new NoiseRuns.Task(arm, noise, noise)));
        List<List<RunFigures>> results =
                tasks.stream().<List<RunFigures>>map(task -> new ArrayList<>()).toList();
        List<RunFigures> bases = new ArrayList<>();
        for (long seed : LongStream.rangeClosed(1, seeds).toArray()) {
            RunFigures base = log.once(runs.identity(seed), () -> runs.base(seed));
            bases.add(base);
            for (int i = 0; i < tasks.size(); i++) {
                NoiseRuns.Task task = tasks.get(i);
                RunFigures run = log.once(runs.identity(task, seed), () -> runs.run(task, seed));
                results.get(i).add(run);
                long done = (seed - 1) * tasks.size() + i + 1;
                progress.accept(line(base, run) + "; run " + done + " of " + (long) seeds * tasks.size());
            }
        }
        NoiseTable table = new NoiseTable(noise, bases);
        for (int i = 0; i < tasks.size(); i++) {
            table.add(tasks.get(i).arm().name(), tasks.get(i).noise(), results.get(i));
        }
        return table;
    }

    private static String line(RunFigures base, RunFigures run) {
        return String.format(
                Locale.ROOT,
                "seed %d, %s, %.0f %% flipped: satisfied %.3f -> %.3f, usable %.3f, %d pairs (%d flipped), %.0f s",
                run.seed(),
                run.arm(),
                100 * run.noise(),
                base.satisfaction(),
                run.satisfaction(),
                run.usable(),
                run.pairs(),
                run.flipped(),
                run.seconds());
    }
}
