package dev.backchannel.standalone.bench.learning.noise;

import dev.backchannel.learner.loss.EditMask;
import dev.backchannel.standalone.bench.learning.RunLog;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * What it is worth to compare only the changed tokens of an edit: the learner with each mask, in lock-step over the same
 * questions, of users who correct what they were given and of users who answer anew.
 */
final class MaskStudy {
    private final NoiseRuns runs;
    private final RunLog<RunFigures> log;
    private final Consumer<String> progress;

    /** How users put an answer right, by how many right answers they think of. */
    enum Editing {
        CORRECTS(64),
        REWRITES(1);

        private final int drafts;

        Editing(int drafts) {
            this.drafts = drafts;
        }
    }

    MaskStudy(NoiseRuns runs, RunLog<RunFigures> log, Consumer<String> progress) {
        this.runs = runs;
        this.log = log;
        this.progress = progress;
    }

    /** Runs what the log does not have, seed by seed. */
    MaskTable table(List<Arm> arms, int seeds) {
        MaskTable table = new MaskTable();
        for (long seed : LongStream.rangeClosed(1, seeds).toArray()) {
            table.before(log.once(runs.identity(seed), () -> runs.base(seed)));
            for (Editing editing : Editing.values()) {
                for (Arm arm : arms) {
                    for (EditMask mask : EditMask.values()) {
                        if (isWorthwhile(arm, mask)) {
                            NoiseRuns.Task task = new NoiseRuns.Task(arm, 0, 0, mask, editing.drafts);
                            RunFigures run = log.once(runs.identity(task, seed), () -> runs.run(task, seed));
                            table.add(editing, arm, mask, run);
                            progress.accept(line(editing, arm, mask, run));
                        }
                    }
                }
            }
        }
        return table;
    }

    /** Without an SFT term there is nothing to mask in it. */
    private static boolean isWorthwhile(Arm arm, EditMask mask) {
        return mask != EditMask.PAIR_AND_SFT || arm.sftWeight() > 0;
    }

    private static String line(Editing editing, Arm arm, EditMask mask, RunFigures run) {
        return String.format(
                Locale.ROOT,
                "seed %d, user %s, %s, mask %s: satisfied %.3f, usable %.3f, %d pairs, %d corrections, %.0f s",
                run.seed(),
                editing.name().toLowerCase(Locale.ROOT),
                arm.name(),
                mask.name().toLowerCase(Locale.ROOT),
                run.satisfaction(),
                run.usable(),
                run.pairs(),
                run.corrections(),
                run.seconds());
    }
}
