package dev.backchannel.learner.retention;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Verdict;
import dev.backchannel.learner.RetentionSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says which checkpoints may go. Pure. */
public final class RetentionRule {
    private final RetentionSettings settings;

    public RetentionRule(RetentionSettings settings) {
        this.settings = settings;
    }

    /**
     * @param standing every checkpoint on the topic, oldest first
     * @param held ids that somebody serves or has pinned
     * @return ids that may be forgotten, oldest first
     */
    public List<String> expired(List<Checkpoint> standing, Set<String> held, Instant now) {
        Set<String> needed = new HashSet<>(held);
        needed.addAll(neededByRecovery(standing));
        List<String> expired = new ArrayList<>();
        boolean goodAfterExpires = false;
        for (int i = standing.size() - 1; i >= 0; i--) {
            Checkpoint checkpoint = standing.get(i);
            boolean expires =
                    isOld(checkpoint, standing.size() - i, now) && !needed.contains(checkpoint.getCheckpointId());
            if (isRefused(checkpoint)) {
                // As long as the next good one stands, which started from the same parent, only the refused one's own
                // record tells whose the steps between them were.
                expires &= goodAfterExpires;
            } else {
                goodAfterExpires = expires;
            }
            if (expires) {
                expired.add(0, checkpoint.getCheckpointId());
            }
        }
        return expired;
    }

    private boolean isOld(Checkpoint checkpoint, int rankFromNewest, Instant now) {
        return rankFromNewest > settings.newest() || checkpoint.getCreatedAt().isBefore(now.minus(settings.age()));
    }

    /**
     * The newest, whose state the learner resumes from, the last good one, whose weights it goes on from, and that one's
     * reference. And the last good one that is not shadow, which is all that a server may take up again.
     */
    private static Set<String> neededByRecovery(List<Checkpoint> standing) {
        Set<String> needed = new HashSet<>();
        newestServable(standing).ifPresent(needed::add);
        for (int i = standing.size() - 1; i >= 0; i--) {
            Checkpoint checkpoint = standing.get(i);
            if (i == standing.size() - 1 && checkpoint.getParentId() != null && isRefused(checkpoint)) {
                needed.add(checkpoint.getParentId());
            }
            if (i == standing.size() - 1 || !isRefused(checkpoint)) {
                needed.add(checkpoint.getCheckpointId());
            }
            if (!isRefused(checkpoint)) {
                if (checkpoint.getAnchor() != null) {
                    needed.add(checkpoint.getAnchor());
                }
                return needed;
            }
        }
        return needed;
    }

    private static Optional<String> newestServable(List<Checkpoint> standing) {
        return standing.stream()
                .filter(checkpoint -> !isRefused(checkpoint) && !checkpoint.getShadow())
                .reduce((older, newer) -> newer)
                .map(Checkpoint::getCheckpointId);
    }

    private static boolean isRefused(Checkpoint checkpoint) {
        return checkpoint.getGate().getVerdict() == Verdict.REFUSED;
    }
}
