package dev.backchannel.learner.log;

import dev.backchannel.avro.Control;
import dev.backchannel.avro.Preference;
import dev.backchannel.topics.Targets;
import dev.backchannel.topics.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The state that operators want, as it stands on {@code controls}. One thread. */
public final class ControlsInbox implements AutoCloseable {
    private final String learner;
    private final Map<String, Control> standing = new HashMap<>();
    private final TopicTail<Control> tail;

    /** Returns once everything that stands there now is known. */
    public ControlsInbox(Topics topics, String bootstrapServers, LongSupplier nanos) {
        this.learner = Targets.learner(topics.settings().policy());
        this.tail = new TopicTail<>(topics.controls, bootstrapServers, nanos, this::take);
        tail.catchUp();
    }

    /** Takes in what came since; looks at most four times a second, and never waits. @return whether anything came */
    public boolean poll() {
        return tail.poll();
    }

    /** Whether this policy's learner takes no steps for now. */
    public boolean isPaused() {
        Control control = standing.get(learner);
        return control != null && control.getPaused();
    }

    /** How many users may not teach for now. */
    public int quarantined() {
        return (int) standing.values().stream().filter(Control::getQuarantined).count();
    }

    /** Why this preference's user teaches nothing for now; empty: may teach. */
    public Optional<String> quarantine(Preference preference) {
        return userOf(preference)
                .filter(Control::getQuarantined)
                .map(control -> "quarantined: by the command " + control.getCommandId());
    }

    /** Why nothing of this preference's user is to be kept; empty: it may be. */
    public Optional<String> erasure(Preference preference) {
        return userOf(preference).filter(Control::getErased).map(control -> "erased: its user is");
    }

    public boolean anyErased() {
        return standing.values().stream().anyMatch(Control::getErased);
    }

    private Optional<Control> userOf(Preference preference) {
        return preference.getUserId() == null
                ? Optional.empty()
                : Optional.ofNullable(standing.get(Targets.user(preference.getTenant(), preference.getUserId())));
    }

    private void take(String target, @Nullable Control controlOrNull) {
        if (controlOrNull == null) {
            standing.remove(target);
        } else {
            standing.put(target, controlOrNull);
        }
    }

    @Override
    public void close() {
        tail.close();
    }
}
