package dev.backchannel.learner.testing;

import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.OperatorEventKind;
import dev.backchannel.topics.Arguments;
import dev.backchannel.topics.Topics;
import java.time.Instant;
import java.util.Map;

/** Streams' answers to rollbacks. */
public final class Rollbacks {
    private Rollbacks() {}

    public static void applied(Cluster cluster, Topics topics, String command, String checkpoint) {
        answered(
                cluster,
                topics,
                command,
                OperatorEventKind.APPLIED,
                topics.settings().policy(),
                checkpoint);
    }

    public static void answered(
            Cluster cluster, Topics topics, String command, OperatorEventKind kind, String target, String checkpoint) {
        OperatorEvent event = OperatorEvent.newBuilder()
                .setCommandId(command)
                .setKind(kind)
                .setName("rollback")
                .setTarget(target)
                .setComponent("streams")
                .setMessage("said the test")
                .setDetails(Map.of(Arguments.CHECKPOINT, checkpoint))
                .setAt(Instant.now())
                .build();
        cluster.send(
                topics.operatorEvents,
                target,
                topics.operatorEvents.valueSerde().serializer().serialize(topics.operatorEvents.name(), event));
    }
}
