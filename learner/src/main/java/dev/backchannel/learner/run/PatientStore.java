package dev.backchannel.learner.run;

import dev.backchannel.learner.log.Announcer;
import dev.backchannel.learner.log.PreferenceSource;
import dev.backchannel.policy.checkpoint.CheckpointContent;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.policy.checkpoint.StoreAwayException;
import dev.backchannel.policy.checkpoint.StoredCheckpoint;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a step's files, however long the store is away: the step is taken once, and the lead is kept meanwhile. */
final class PatientStore {
    private static final Logger LOG = LoggerFactory.getLogger(PatientStore.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    /** Failures in a row that an operator should hear of. */
    private static final int ALARMING_FAILURES = 5;

    private final CheckpointStore store;
    private final PreferenceSource source;
    private final BooleanSupplier goOn;
    private final Announcer announcer;
    private final LearnerFigures figures;

    /** @param goOn whether to wait on */
    PatientStore(
            CheckpointStore store,
            PreferenceSource source,
            BooleanSupplier goOn,
            Announcer announcer,
            LearnerFigures figures) {
        this.store = store;
        this.source = source;
        this.goOn = goOn;
        this.announcer = announcer;
        this.figures = figures;
    }

    /** @throws StoreAwayException only if the learner is to end, or leads no longer */
    StoredCheckpoint write(CheckpointContent content) {
        Duration pause = FIRST_PAUSE;
        for (int failures = 0; ; failures++) {
            try {
                StoredCheckpoint stored = store.write(content);
                if (failures > 0) {
                    LOG.info("the store is back; the checkpoint of step {} is in it", content.step());
                    figures.storeAway(false);
                }
                return stored;
            } catch (StoreAwayException e) {
                tell(content, failures, e);
                if (!keepsTheLead(pause)) {
                    throw e;
                }
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    private void tell(CheckpointContent content, int failures, StoreAwayException e) {
        figures.storeAway(true);
        if (failures == 0) {
            LOG.warn("the checkpoint of step {} waits for the store: {}", content.step(), e.getMessage());
        } else if (failures + 1 == ALARMING_FAILURES) {
            announcer.publish(announcer.alert(
                    "store_away",
                    "the checkpoint of step " + content.step() + " waits for the store, and learning with it: "
                            + e.getMessage(),
                    Map.of()));
        }
    }

    /** Waits as a member of the group: a learner that does not poll would lose its place. */
    private boolean keepsTheLead(Duration pause) {
        long end = System.nanoTime() + pause.toNanos();
        source.pause(true);
        while (goOn.getAsBoolean() && source.isOwned()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return true;
            }
            source.poll(Duration.ofNanos(Math.min(left, FIRST_PAUSE.toNanos())));
        }
        return false;
    }
}
