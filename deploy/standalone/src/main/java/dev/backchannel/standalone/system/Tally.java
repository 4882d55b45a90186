package dev.backchannel.standalone.system;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.OperatorEventKind;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Adds up what the topics tell; used by one thread. */
final class Tally {
    /** Those that are kept: a record that only says something new of one is not another checkpoint. */
    private final Set<String> kept = new HashSet<>();

    private long checkpoints;
    private long events;
    private long pairs;
    private long labels;
    private long steps;
    private long checkpointStep;
    private @Nullable String newestCheckpoint;
    private boolean shadow;
    private long alerts;
    private @Nullable String lastAlert;

    void events(long accepted) {
        events = accepted;
    }

    void preference(Preference preference) {
        if (preference.getBody() instanceof Pair) {
            pairs++;
        } else {
            labels++;
        }
    }

    void step() {
        steps++;
    }

    void checkpoint(Checkpoint checkpoint) {
        if (kept.add(checkpoint.getCheckpointId())) {
            checkpoints++;
        }
        newestCheckpoint = checkpoint.getCheckpointId();
        checkpointStep = checkpoint.getStep();
        shadow = checkpoint.getShadow();
    }

    /** Retention has deleted it. */
    void checkpointGone(String checkpointId) {
        kept.remove(checkpointId);
    }

    void operatorEvent(OperatorEvent event) {
        if (event.getKind() == OperatorEventKind.ALERT) {
            alerts++;
            lastAlert = event.getName() + ": " + event.getMessage();
        }
    }

    LiveFigures figures() {
        return new LiveFigures(
                events,
                pairs,
                labels,
                steps,
                checkpoints,
                Optional.ofNullable(newestCheckpoint),
                checkpointStep,
                shadow,
                alerts,
                Optional.ofNullable(lastAlert));
    }
}
