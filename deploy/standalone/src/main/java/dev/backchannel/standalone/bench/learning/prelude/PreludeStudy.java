package dev.backchannel.standalone.bench.learning.prelude;

import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.choice.Choice;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.standalone.bench.learning.RunLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Every arm on every seed, several side by side, each with a model of its own on one thread. */
final class PreludeStudy {
    /** Part of every run's identity: change it when a run would come out differently from before. */
    private static final String PROTOCOL = "prelude-3";

    private final Supplier<PolicyModel> models;
    private final LearnerConfig config;
    private final RunLog<PreludeFigures> log;
    private final Consumer<String> progress;

    PreludeStudy(
            Supplier<PolicyModel> models, LearnerConfig config, RunLog<PreludeFigures> log, Consumer<String> progress) {
        this.models = models;
        this.config = config;
        this.log = log;
        this.progress = progress;
    }

    /**
     * Runs what the log does not have.
     *
     * @param kinds of request in each context
     * @param sideBySide runs at a time
     */
    List<PreludeFigures> run(List<PreludeArm> arms, int seeds, int rounds, int kinds, int sideBySide)
            throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(sideBySide);
        try {
            List<Future<PreludeFigures>> pending = new ArrayList<>();
            AtomicInteger done = new AtomicInteger();
            for (long seed = 1; seed <= seeds; seed++) {
                for (PreludeArm arm : arms) {
                    long of = seed;
                    pending.add(pool.submit(() -> {
                        PreludeFigures figures = once(arm, of, rounds, kinds);
                        synchronized (progress) {
                            progress.accept(
                                    line(figures) + "; run " + done.incrementAndGet() + " of " + seeds * arms.size());
                        }
                        return figures;
                    }));
                }
            }
            List<PreludeFigures> all = new ArrayList<>();
            for (Future<PreludeFigures> each : pending) {
                all.add(each.get());
            }
            return all;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("a run failed: " + e.getCause(), e);
        } finally {
            pool.shutdownNow();
        }
    }

    private PreludeFigures once(PreludeArm arm, long seed, int rounds, int kinds) {
        try (PolicyModel model = models.get()) {
            LearnerConfig taught = config.withLoss(arm.teaching().loss(config.loss()));
            String identity = Long.toHexString(Choice.hash(
                    PROTOCOL,
                    model.baseDigest(),
                    arm,
                    seed,
                    rounds,
                    kinds,
                    taught.step(),
                    config.sequence(),
                    config.batch()));
            return log.once(identity, () -> PreludeRun.run(model, config, arm, seed, rounds, kinds));
        }
    }

    private static String line(PreludeFigures run) {
        return String.format(
                Locale.ROOT,
                "seed %d, %s: cost %d %s, %d of %d edited, %d unusable, missed %s, untold %d, told wrong %d, %d steps, %.0f s",
                run.seed(),
                run.arm(),
                run.cost(),
                run.quarters(),
                run.edits(),
                run.rounds(),
                run.unusable(),
                run.missed(),
                run.untold(),
                run.toldWrong(),
                run.steps(),
                run.seconds());
    }
}
