package dev.backchannel.learner.log;

import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.OperatorAction;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.OperatorEventKind;
import dev.backchannel.topics.Topics;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Rollbacks of this policy that streams has answered with yes, and that no step has carried out, in the order of the answers.
 * The command itself is not enough: only its outcome says where to. One thread.
 */
public final class RollbackInbox implements AutoCloseable {
    /** Alert: the learner cannot follow a rollback. */
    public static final String REFUSED = "rollback_refused";
    /** Detail of that alert: the command's id. */
    public static final String COMMAND = "command_id";

    private static final String ROLLBACK = OperatorAction.ROLLBACK.name().toLowerCase(Locale.ROOT);

    private final String policy;
    private final Set<String> done = new HashSet<>();
    private final Map<String, OperatorEvent> open = new LinkedHashMap<>();
    private final TopicTail<OperatorEvent> tail;

    /** Returns once everything that stands there now is known. */
    public RollbackInbox(Topics topics, String bootstrapServers, LongSupplier nanos) {
        this.policy = topics.settings().policy();
        new TopicReader(bootstrapServers)
                .readAll(topics.learnerSteps).stream()
                        .map(LearnerStep::getCommandId)
                        .filter(Objects::nonNull)
                        .forEach(done::add);
        this.tail = new TopicTail<>(topics.operatorEvents, bootstrapServers, nanos, (target, event) -> take(event));
        tail.catchUp();
    }

    /** Outcomes that came since the last time, each once; looks at most four times a second, and never waits. */
    public List<OperatorEvent> poll() {
        tail.poll();
        List<OperatorEvent> outcomes = List.copyOf(open.values());
        done.addAll(open.keySet());
        open.clear();
        return outcomes;
    }

    private void take(@Nullable OperatorEvent eventOrNull) {
        if (eventOrNull == null) {
            return;
        }
        if (eventOrNull.getKind() == OperatorEventKind.ALERT) {
            String command = eventOrNull.getDetails().get(COMMAND);
            if (command != null && eventOrNull.getName().equals(REFUSED)) {
                done.add(command);
                open.remove(command);
            }
        } else if (eventOrNull.getKind() == OperatorEventKind.APPLIED
                && eventOrNull.getName().equals(ROLLBACK)
                && eventOrNull.getTarget().equals(policy)
                && !done.contains(eventOrNull.getCommandId())) {
            open.putIfAbsent(eventOrNull.getCommandId(), eventOrNull);
        }
    }

    @Override
    public void close() {
        tail.close();
    }
}
