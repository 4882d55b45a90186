package dev.backchannel.learner.testing;

import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.topics.Topics;
import java.util.Optional;

/** Asks the leading learner for something and waits for the one outcome. */
public final class Operator {
    private Operator() {}

    public static OperatorEvent ask(Cluster cluster, Topics topics, OperatorCommand command) {
        cluster.send(
                topics.operatorCommands,
                command.getTarget(),
                topics.operatorCommands.valueSerde().serializer().serialize(topics.operatorCommands.name(), command));
        return await().atMost(Learners.PATIENCE)
                .until(
                        () -> cluster.read(topics.operatorEvents).stream()
                                .filter(e -> command.getCommandId().equals(e.getCommandId()))
                                .findFirst(),
                        Optional::isPresent)
                .get();
    }
}
