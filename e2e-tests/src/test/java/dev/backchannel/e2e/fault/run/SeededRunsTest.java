package dev.backchannel.e2e.fault.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.e2e.fault.wire.WiredBroker;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.standalone.chaos.Findings;
import dev.backchannel.testing.TinyBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random faults, run after run: whatever was accepted is taught, disposed of, dead-lettered or held back, once. A failing run
 * prints its seed; {@code -Dbackchannel.seed=N} runs that one alone, {@code -Dbackchannel.runs=N} says how many.
 */
class SeededRunsTest {
    private static final int AT_ONCE = 5;
    /** So many runs' topics are enough for one broker. */
    private static final int RUNS_OF_A_BROKER = 30;

    private static final int WIRES = 12 * AT_ONCE;

    @TempDir
    Path folder;

    @Test
    void aRunLosesNothing() throws Exception {
        runs(1);
    }

    @Test
    @Tag("fault")
    void manyRunsLoseNothing() throws Exception {
        runs(Integer.getInteger("backchannel.runs", 200));
    }

    private void runs(int count) throws Exception {
        Long only = Long.getLong("backchannel.seed");
        long first = only != null ? only : System.currentTimeMillis() % 1_000_000 * 1_000;
        int runs = only != null ? 1 : count;
        Path model = folder.resolve("model");
        PolicyModel written = TinyBase.load(model, 1);
        written.close();
        Tables table = new Tables();
        for (int begun = 0; begun < runs; begun += RUNS_OF_A_BROKER) {
            batch(first + begun, Math.min(RUNS_OF_A_BROKER, runs - begun), model, table);
        }
        assertThat(table.failures()).as("%s", table).isEmpty();
    }

    private void batch(long first, int runs, Path model, Tables table) throws Exception {
        ExecutorService lanes = Executors.newFixedThreadPool(AT_ONCE);
        Path log = folder.resolve("kafka-" + first);
        try (WiredBroker broker = new WiredBroker(log, WIRES)) {
            List<Callable<Void>> work = new ArrayList<>();
            for (long seed = first; seed < first + runs; seed++) {
                FaultRun run = new FaultRun(broker, folder, model, seed);
                long own = seed;
                work.add(() -> {
                    run(run, own, table);
                    return null;
                });
            }
            for (Future<Void> done : lanes.invokeAll(work)) {
                done.get();
            }
        } finally {
            lanes.shutdownNow();
        }
        delete(log);
    }

    private static void run(FaultRun run, long seed, Tables table) throws InterruptedException, IOException {
        long begun = System.nanoTime();
        try {
            Findings findings = run.run();
            table.add(seed, run.done(), findings, System.nanoTime() - begun);
        } catch (RuntimeException | AssertionError e) {
            table.failed(seed, run.done(), e);
        }
        table.write(Path.of("target", "fault-runs.md"));
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
