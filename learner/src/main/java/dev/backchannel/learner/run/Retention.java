package dev.backchannel.learner.run;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.learner.RetentionSettings;
import dev.backchannel.learner.log.LearnerTransactions;
import dev.backchannel.learner.retention.HeldCheckpoints;
import dev.backchannel.learner.retention.RetentionRule;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.policy.checkpoint.StoreAwayException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets old checkpoints, now and then: first their records, by tombstones of the leader, then their files. Whoever dies
 * between the two leaves orphans, which the next leader collects.
 */
final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final Duration LOOK_FOR_AGE = Duration.ofMinutes(1);

    private final RetentionSettings settings;
    private final RetentionRule rule;
    private final HeldCheckpoints held;
    private final CheckpointStore store;
    private final Clock clock;
    private final int slack;
    private final Queue<String> undeleted = new ArrayDeque<>();
    private List<Checkpoint> standing = new ArrayList<>();
    private int lookAt;
    private Instant lookAfter = Instant.MIN;

    Retention(RetentionSettings settings, HeldCheckpoints held, CheckpointStore store, Clock clock) {
        this.settings = settings;
        this.rule = new RetentionRule(settings);
        this.held = held;
        this.store = store;
        this.clock = clock;
        // Looking costs three short reads, so it is not done at every step.
        this.slack = Math.max(1, settings.newest() / 8);
    }

    /**
     * A term begins.
     *
     * @param checkpoints on the topic, oldest first
     */
    void begin(List<Checkpoint> checkpoints) {
        standing = new ArrayList<>(checkpoints);
        undeleted.clear();
        lookAt = settings.newest() + slack;
        lookAfter = Instant.MIN;
    }

    void committed(Checkpoint checkpoint) {
        standing.add(checkpoint);
    }

    /** Forgets what may go, if it is time to look. */
    void sweep(LearnerTransactions transactions) {
        Instant now = clock.instant();
        if (!isTime(now)) {
            return;
        }
        List<String> expired = rule.expired(standing, held.ids(now.minus(settings.age())), now);
        if (!expired.isEmpty()) {
            transactions.forget(expired);
            Set<String> gone = new HashSet<>(expired);
            standing.removeIf(c -> gone.contains(c.getCheckpointId()));
            undeleted.addAll(expired);
            LOG.info("forgot {} checkpoints, {} are kept", expired.size(), standing.size());
        }
        deleteFiles();
        lookAt = Math.max(settings.newest(), standing.size()) + slack;
        lookAfter = now.plus(LOOK_FOR_AGE);
    }

    /** What cannot be deleted now is tried again at the next sweep, or by the next leader, to whom they are orphans. */
    private void deleteFiles() {
        try {
            while (!undeleted.isEmpty()) {
                store.delete(undeleted.peek());
                undeleted.remove();
            }
        } catch (UncheckedIOException | StoreAwayException e) {
            LOG.warn(
                    "{} forgotten checkpoints still have files, to be deleted later: {}",
                    undeleted.size(),
                    e.getMessage());
        }
    }

    private boolean isTime(Instant now) {
        boolean aged = !standing.isEmpty()
                && standing.get(0).getCreatedAt().isBefore(now.minus(settings.age()))
                && !now.isBefore(lookAfter);
        return standing.size() >= lookAt || aged;
    }
}
