package dev.backchannel.streams.observe;

import dev.backchannel.avro.PartitionFigures;
import dev.backchannel.avro.UserStanding;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the users of one partition add up to in the newest epoch, arm by arm. Made of the users' standings when a task starts, and
 * exact: so it need not be stored itself.
 */
final class PartitionSums {
    private final Map<String, ArmSums> arms = new TreeMap<>();
    private long epoch;
    private Instant last = Instant.EPOCH;
    private boolean changed;

    /**
     * @param before null: not known
     * @param after null: forgotten
     */
    void move(@Nullable UserStanding before, @Nullable UserStanding after) {
        if (after != null && after.getEpoch() > epoch) {
            epoch = after.getEpoch();
            arms.clear();
        }
        UserStanding was = counted(before);
        UserStanding is = counted(after);
        UserStanding either = is == null ? was : is;
        if (either == null) {
            return;
        }
        // A standing never changes its arm within an epoch.
        arms.computeIfAbsent(either.getArm(), unused -> new ArmSums()).move(was, is);
        if (is != null && is.getSeenAt().isAfter(last)) {
            last = is.getSeenAt();
        }
        changed = true;
    }

    private @Nullable UserStanding counted(@Nullable UserStanding standing) {
        return standing != null && standing.getEpoch() == epoch ? standing : null;
    }

    /** Whether anything has changed since it was written. */
    boolean isNew() {
        return changed;
    }

    PartitionFigures written(int partition) {
        changed = false;
        return new PartitionFigures(
                partition,
                epoch,
                last,
                arms.entrySet().stream()
                        .map(e -> e.getValue().written(e.getKey()))
                        .toList());
    }
}
