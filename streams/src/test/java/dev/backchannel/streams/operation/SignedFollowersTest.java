package dev.backchannel.streams.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.backchannel.access.CommandTrust;
import dev.backchannel.access.NewOperatorKey;
import dev.backchannel.access.OperatorKeys;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.OperatorEventKind;
import dev.backchannel.streams.RunningSystem;
import dev.backchannel.streams.StreamsConfig;
import dev.backchannel.streams.StreamsRole;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over a real broker: what is carried out beside the topology is verified there, too, and answered once. */
class SignedFollowersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Selection ALL = new Selection(Optional.empty(), Optional.empty(), Optional.empty(), true);

    @Test
    void nothingUnsignedIsErasedOrRedriven(@TempDir Path folder) throws Exception {
        NewOperatorKey ann = NewOperatorKey.of("ann");
        Path keys = Files.writeString(folder.resolve("operators"), ann.line());
        CommandTrust trust = CommandTrust.in(OperatorKeys.of(keys, System::nanoTime), Duration.ofHours(1));
        try (RunningSystem system = new RunningSystem(folder.resolve("kafka"), trust);
                StreamsRole role = StreamsRole.start(
                        StreamsConfig.fast(),
                        system.topics,
                        system.bootstrapServers(),
                        folder.resolve("streams"),
                        new SimpleMeterRegistry())) {
            await().atMost(PATIENCE).until(role::ready);
            give(system, commands("k1").erase("default", "u1"));
            give(system, commands("k2").redrive(ALL));
            give(system, sign(ann, commands("k2").redrive(ALL)));
            give(system, sign(ann, commands("k3").erase("default", "u2")));
            await().atMost(PATIENCE).until(() -> answers(system, "k3").size() == 1);
            await().atMost(PATIENCE).until(() -> answers(system, "k2").size() == 2);

            assertThat(answers(system, "k1"))
                    .extracting(e -> e.getRefusal().getKind())
                    .containsExactly("unsigned");
            assertThat(answers(system, "k2"))
                    .as("by the topology and by the follower, in whatever order they commit")
                    .extracting(OperatorEvent::getKind, e -> e.getDetails().get("signed_by"))
                    .containsExactlyInAnyOrder(
                            tuple(OperatorEventKind.REJECTED, null), tuple(OperatorEventKind.APPLIED, "ann"));
            assertThat(answers(system, "k3"))
                    .extracting(OperatorEvent::getKind)
                    .containsExactly(OperatorEventKind.APPLIED);
            assertThat(system.read(system.topics.controls))
                    .extracting(c -> c.getTarget())
                    .containsExactly("user/default/u2");
        }
    }

    private static Commands commands(String id) {
        return new Commands(id, "ann", "because", Instant.now());
    }

    private static OperatorCommand sign(NewOperatorKey key, OperatorCommand command) {
        return key.key().sign(command, Duration.ofMinutes(10));
    }

    private static void give(RunningSystem system, OperatorCommand command) {
        var unused = system.send(system.topics.operatorCommands, command.getTarget(), command);
    }

    private static List<OperatorEvent> answers(RunningSystem system, String commandId) {
        return system.read(system.topics.operatorEvents).stream()
                .filter(event -> commandId.equals(event.getCommandId()))
                .toList();
    }
}
