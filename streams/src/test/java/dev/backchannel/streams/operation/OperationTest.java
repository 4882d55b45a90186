package dev.backchannel.streams.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Control;
import dev.backchannel.avro.OperatorAction;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.OperatorEventKind;
import dev.backchannel.streams.DriverSettings;
import dev.backchannel.streams.state.StateStores;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OperationTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final Topics topics = new Topics(TopicSettings.singleBroker());
    private TopologyTestDriver driver;

    @BeforeEach
    void start() {
        Topology topology = new Topology();
        Operation.addTo(topology, topics, StateStores.volatileOnHeap());
        driver = new TopologyTestDriver(topology, DriverSettings.of("test"), NOW);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void aCommandBecomesDesiredStateAndOneOutcome() {
        send(command("k1").quarantine("default", "mallory"));

        assertThat(read(topics.controls)).singleElement().satisfies(written -> {
            assertThat(written.key).isEqualTo("user/default/mallory");
            assertThat(written.value.getQuarantined()).isTrue();
            assertThat(written.value.getPaused()).isFalse();
            assertThat(written.value.getCommandId()).isEqualTo("k1");
        });
        assertThat(read(topics.operatorEvents)).singleElement().satisfies(written -> {
            OperatorEvent event = written.value;
            assertThat(written.key).isEqualTo("user/default/mallory");
            assertThat(event.getCommandId()).isEqualTo("k1");
            assertThat(event.getKind()).isEqualTo(OperatorEventKind.APPLIED);
            assertThat(event.getName()).isEqualTo("quarantine");
            assertThat(event.getMessage()).isEqualTo("user/default/mallory teaches nothing from now on");
            assertThat(event.getAt()).isEqualTo(NOW);
            assertThat(event.getDetails())
                    .containsEntry("issued_by", "ann")
                    .containsEntry("reason", "spam")
                    .containsEntry("before", "nothing special")
                    .containsEntry("after", "quarantined");
        });
    }

    /** A producer that retries, an operator who is impatient, a log that is read again. */
    @Test
    void theSameCommandIsAnsweredOnce() {
        OperatorCommand pause = command("k1").pause("default");
        send(pause);
        send(pause);
        send(command("k2").resume("default"));
        send(pause);

        assertThat(read(topics.operatorEvents))
                .extracting(e -> e.value.getCommandId())
                .containsExactly("k1", "k2");
        assertThat(read(topics.controls)).extracting(c -> c.value.getPaused()).containsExactly(true, false);
    }

    @Test
    void whatHoldsAlreadyIsSaidAndNotWritten() {
        send(command("k1").pause("other"));
        send(command("k2").pause("other"));

        assertThat(read(topics.controls)).singleElement().satisfies(c -> assertThat(c.key)
                .isEqualTo("learner.other"));
        assertThat(read(topics.operatorEvents))
                .extracting(e -> e.value.getMessage())
                .containsExactly("learner.other takes no steps from now on", "learner.other takes no steps already");
    }

    @Test
    void releaseLeavesWhateverElseIsWantedOfTheTarget() {
        send(command("k1").quarantine("acme", "a/b"));
        send(command("k2").release("acme", "a/b"));

        List<KeyValue<String, OperatorEvent>> events = read(topics.operatorEvents);
        assertThat(events.get(1).value.getDetails())
                .containsEntry("before", "quarantined")
                .containsEntry("after", "nothing special");
        assertThat(read(topics.controls))
                .extracting(c -> c.value)
                .extracting(Control::getQuarantined)
                .containsExactly(true, false);
    }

    @ParameterizedTest
    @EnumSource(
            value = OperatorAction.class,
            names = {"UNKNOWN"})
    void whatThisVersionCannotDoIsRejectedByName(OperatorAction action) {
        send(with(action, "policy"));

        assertThat(read(topics.controls)).isEmpty();
        assertThat(read(topics.operatorEvents)).singleElement().satisfies(e -> {
            assertThat(e.value.getKind()).isEqualTo(OperatorEventKind.REJECTED);
            assertThat(e.value.getMessage())
                    .contains("cannot " + action.name().toLowerCase(Locale.ROOT))
                    .contains(
                            "it can pause, resume, promote, roll back, pin, split, quarantine, release, erase and redrive");
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = OperatorAction.class,
            names = {"PUBLISH", "ANCHOR", "REDRIVE", "PROMOTE", "ROLLBACK", "PIN", "SPLIT"})
    void othersAnswerForWhatTheyCarryOut(OperatorAction action) {
        send(with(action, "learner"));
        send(command("k2").redrive(new Selection(Optional.empty(), Optional.empty(), Optional.empty(), true)));

        assertThat(read(topics.operatorEvents)).isEmpty();
    }

    /** Who reads the weights' lineage says what came of it, after that. */
    @Test
    void anErasureIsWrittenOnceAndAnsweredElsewhere() {
        send(command("k1").erase("acme", "a/b"));
        send(command("k2").quarantine("acme", "a/b"));
        send(command("k3").erase("acme", "a/b"));
        send(with(OperatorAction.ERASE, "a/b"));

        assertThat(read(topics.controls))
                .extracting(c -> c.key + " " + c.value.getErased() + " " + c.value.getQuarantined())
                .containsExactly("user/acme/a/b true false", "user/acme/a/b true true");
        assertThat(read(topics.operatorEvents))
                .extracting(e -> e.value.getMessage())
                .containsExactly(
                        "user/acme/a/b teaches nothing from now on",
                        "'a/b' is no user (user/TENANT/ID), and only users can be erased");
    }

    @Test
    void aTargetOfTheWrongKindIsRejected() {
        send(with(OperatorAction.PAUSE, "user/default/ann"));
        send(OperatorCommand.newBuilder(with(OperatorAction.QUARANTINE, "ann"))
                .setCommandId("k2")
                .build());

        assertThat(read(topics.operatorEvents))
                .extracting(e -> e.value.getMessage())
                .containsExactly(
                        "'user/default/ann' is no learner, and only learners can be paused and resumed",
                        "'ann' is no user (user/TENANT/ID), and only users can be quarantined and released");
    }

    /** An id is remembered as long as the topic holds the command, and no longer. */
    @Test
    void memoryOfCommandsIsBounded() {
        send(command("k1").pause("default"));
        driver.advanceWallClockTime(Duration.ofDays(366));
        assertThat(driver.getKeyValueStore("operation-outcomes").get("k1")).isNull();
        assertThat(driver.getKeyValueStore("operation-controls").get("learner")).isNotNull();
    }

    private static Commands command(String id) {
        return new Commands(id, "ann", "spam", NOW);
    }

    private static OperatorCommand with(OperatorAction action, String target) {
        return OperatorCommand.newBuilder(command("k1").pause("default"))
                .setAction(action)
                .setTarget(target)
                .build();
    }

    private void send(OperatorCommand command) {
        driver.createInputTopic(
                        topics.operatorCommands.name(),
                        topics.operatorCommands.keySerde().serializer(),
                        topics.operatorCommands.valueSerde().serializer())
                .pipeInput(command.getTarget(), command);
    }

    private <V extends SpecificRecord> List<KeyValue<String, V>> read(Topic<String, V> topic) {
        return driver.createOutputTopic(
                        topic.name(),
                        topic.keySerde().deserializer(),
                        topic.valueSerde().deserializer())
                .readKeyValuesToList();
    }
}
