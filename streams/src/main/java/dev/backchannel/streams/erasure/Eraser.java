package dev.backchannel.streams.erasure;

import dev.backchannel.avro.Control;
import dev.backchannel.avro.OperatorAction;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.streams.ledger.LogReader;
import dev.backchannel.streams.operation.AnsweredOnce;
import dev.backchannel.streams.operation.CommandFollower;
import dev.backchannel.streams.operation.Outcomes;
import dev.backchannel.topics.Targets;
import dev.backchannel.topics.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.KafkaException;

/**
 * Answers ERASE commands. The topology has written the desired state by itself; the answer waits for that, and says what of
 * the user lies in the weights.
 */
public final class Eraser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LOOK_MS = 100;

    private final Topics topics;
    private final String bootstrapServers;
    private final Clock clock;

    private CommandFollower follower;

    private Eraser(Topics topics, String bootstrapServers, Clock clock) {
        this.topics = topics;
        this.bootstrapServers = bootstrapServers;
        this.clock = clock;
    }

    /** On a thread of its own. */
    public static Eraser start(Topics topics, String bootstrapServers, Clock clock) {
        Eraser eraser = new Eraser(topics, bootstrapServers, clock);
        String group = topics.settings().prefix() + "backchannel-erase";
        AnsweredOnce once = new AnsweredOnce(topics, bootstrapServers, group);
        eraser.follower = CommandFollower.start(
                topics, bootstrapServers, group, OperatorAction.ERASE, (command, read, membership) -> {
                    if (Targets.userOf(command.getTarget()).isPresent()) {
                        once.answer(command, read, membership, (erase, producer) -> eraser.outcome(erase));
                    } // else the topology has rejected it
                });
        return eraser;
    }

    private OperatorEvent outcome(OperatorCommand command) {
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

    @Override
    public void close() {
        follower.close();
    }
}
