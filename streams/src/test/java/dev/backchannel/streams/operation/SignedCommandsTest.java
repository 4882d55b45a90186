package dev.backchannel.streams.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.backchannel.access.CommandTrust;
import dev.backchannel.access.NewOperatorKey;
import dev.backchannel.access.OperatorKeys;
import dev.backchannel.avro.OperatorAction;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.OperatorEventKind;
import dev.backchannel.streams.StreamsConfig;
import dev.backchannel.streams.TopologyHarness;
import dev.backchannel.topics.ReleasedSchemas;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import dev.backchannel.topics.Traces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The real topology, with keys configured: what does not count has one outcome, which says why, and changes nothing. */
class SignedCommandsTest {
    private static final Duration VALIDITY = Duration.ofMinutes(10);
    private static final NewOperatorKey ANN = NewOperatorKey.of("ann");

    @TempDir
    Path folder;

    private TopologyHarness topology;

    @BeforeEach
    void start() throws IOException {
        Path keys = Files.writeString(folder.resolve("operators"), ANN.line());
        CommandTrust trust = CommandTrust.in(OperatorKeys.of(keys, System::nanoTime), Duration.ofHours(1));
        topology = new TopologyHarness(
                StreamsConfig.fast(),
                new Topics(TopicSettings.singleBroker(), new ReleasedSchemas(), Traces.OFF, trust));
        topology.advance(Duration.ofSeconds(1));
        topology.read(topology.topics.experiments);
    }

    @AfterEach
    void stop() {
        topology.close();
    }

    @Test
    void whatIsSignedIsCarriedOutAndSaysWhoSigned() {
        send(signed(quarantine("k1")));
        send(signed(split("k2", "0.5")));

        assertThat(events())
                .extracting(OperatorEvent::getCommandId, OperatorEvent::getKind, e -> e.getDetails()
                        .get("signed_by"))
                .containsExactly(
                        tuple("k1", OperatorEventKind.APPLIED, "ann"), tuple("k2", OperatorEventKind.APPLIED, "ann"));
        assertThat(topology.read(topology.topics.controls)).hasSize(1);
        assertThat(topology.read(topology.topics.experiments)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = "UNKNOWN", mode = EnumSource.Mode.EXCLUDE)
    void anUnsignedCommandOfAnyKindChangesNothing(OperatorAction action) {
        OperatorCommand command =
                OperatorCommand.newBuilder(split("k1", "0.5")).setAction(action).build();
        send(command);
        send(command);

        assertRefused("unsigned", "k1");
    }

    @Test
    void aForgedTamperedExpiredOrReplayedOneChangesNothing() {
        send(NewOperatorKey.of("eve").key().sign(split("k1", "0.1"), VALIDITY));
        assertRefused("unknown_key", "k1");
        send(OperatorCommand.newBuilder(signed(quarantine("k2")))
                .setTarget("user/default/ann")
                .build());
        assertRefused("tampered", "k2");

        OperatorCommand captured = signed(split("k3", "0.3"));
        topology.jump(VALIDITY);
        send(captured);
        assertRefused("expired", "k3");

        send(signed(split("k4", "0.4")));
        assertThat(events()).extracting(OperatorEvent::getKind).containsExactly(OperatorEventKind.APPLIED);
        topology.read(topology.topics.experiments);
        send(signed(split("k4", "0.9")));
        assertRefused("replayed", "k4");
    }

    /** Else whoever may write to the topic could take away an operator's id. */
    @Test
    void aForgeryTakesNoIdAway() {
        send(quarantine("k1"));
        assertRefused("unsigned", "k1");
        send(signed(quarantine("k1")));

        assertThat(events()).singleElement().satisfies(event -> {
            assertThat(event.getKind()).isEqualTo(OperatorEventKind.APPLIED);
            assertThat(event.getRefusal()).isNull();
        });
        send(signed(quarantine("k1")));
        assertThat(events()).as("the very same again").isEmpty();
    }

    @Test
    void aCommandThatOutlivesItsExpiryOnTheTopicWasTakenInTime() {
        OperatorCommand command = signed(quarantine("k1"));
        topology.jump(VALIDITY.minusSeconds(1));
        send(command);

        assertThat(events()).extracting(OperatorEvent::getKind).containsExactly(OperatorEventKind.APPLIED);
    }

    private void assertRefused(String kind, String commandId) {
        assertThat(events()).singleElement().satisfies(event -> {
            assertThat(event.getCommandId()).isEqualTo(commandId);
            assertThat(event.getKind()).isEqualTo(OperatorEventKind.REJECTED);
            assertThat(event.getRefusal().getKind()).isEqualTo(kind);
            assertThat(event.getMessage()).contains("was refused: ");
        });
        assertThat(topology.read(topology.topics.controls)).isEmpty();
        assertThat(topology.read(topology.topics.experiments)).isEmpty();
    }

    private List<OperatorEvent> events() {
        return topology.read(topology.topics.operatorEvents);
    }

    private void send(OperatorCommand command) {
        topology.pipe(topology.topics.operatorCommands, command.getTarget(), command);
    }

    private OperatorCommand quarantine(String id) {
        return new Commands(id, "ann", "spam", topology.now()).quarantine("default", "mallory");
    }

    private OperatorCommand split(String id, String share) {
        return OperatorCommand.newBuilder(quarantine(id))
                .setTarget("default")
                .setAction(OperatorAction.SPLIT)
                .setArguments(Map.of("candidate", share))
                .build();
    }

    private static OperatorCommand signed(OperatorCommand command) {
        return ANN.key().sign(command, VALIDITY);
    }
}
