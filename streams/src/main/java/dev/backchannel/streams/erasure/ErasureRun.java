package dev.backchannel.streams.erasure;

import dev.backchannel.avro.Control;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.streams.ledger.LogReader;
import dev.backchannel.streams.operation.Outcomes;
import dev.backchannel.topics.Targets;
import dev.backchannel.topics.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.KafkaException;

/** What one command does: it waits until the user is known to be erased, and says what of the user lies in the weights. */
final class ErasureRun {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LOOK_MS = 100;

    private final Topics topics;
    private final String bootstrapServers;
    private final Clock clock;

    ErasureRun(Topics topics, String bootstrapServers, Clock clock) {
        this.topics = topics;
        this.bootstrapServers = bootstrapServers;
        this.clock = clock;
    }

    OperatorEvent outcome(OperatorCommand command) {
        String user = Targets.userOf(command.getTarget()).orElseThrow();
        try (LogReader reader = new LogReader(bootstrapServers, PATIENCE)) {
            awaitErased(command.getTarget(), reader);
            ErasureReach reach = ErasureReach.read(reader, topics, user);
            return Outcomes.of(
                    command,
                    true,
                    command.getTarget() + " is erased. " + reach.message(),
                    reach.details(),
                    clock.instant());
        }
    }

    /** From then on nothing new of the user's is taken up, so what is found afterwards is nearly all there is. */
    private void awaitErased(String target, LogReader reader) {
        Map<String, Control> controls = new LinkedHashMap<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        reader.bringUpToDate(topics.controls, controls);
        while (!controls.containsKey(target) || !controls.get(target).getErased()) {
            if (System.nanoTime() > deadline) {
                throw new KafkaException(
                        "controls does not say that " + target + " is erased; is the topology running?");
            }
            try {
                Thread.sleep(LOOK_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new KafkaException("interrupted while waiting for " + target + " on controls", e);
            }
            reader.bringUpToDate(topics.controls, controls);
        }
    }
}
