package dev.backchannel.streams;

import static dev.backchannel.streams.TopologyHarness.event;
import static dev.backchannel.streams.TopologyHarness.turnOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.DeadLetter;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.Edit;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The running application on a real broker. */
class StreamsRoleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    Path directory;

    private RunningSystem system;

    @BeforeEach
    void start() {
        system = new RunningSystem(directory.resolve("kafka"));
    }

    @AfterEach
    void stop() {
        system.close();
    }

    @Test
    void aSignalTeachesWithoutFurtherTraffic() throws Exception {
        try (StreamsRole role = role(StoreKind.IN_MEMORY)) {
            awaitReady(role);
            system.send(conversation("c1", "t1", turnOf("yes we are", "user: open?")))
                    .get();
            system.send(conversation("c1", "t1", "e1", new Edit("no, closed"))).get();
            long sent = System.nanoTime();
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> !system.read(system.topics.preferences).isEmpty());
            assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(Duration.ofSeconds(4));
            assertThat(system.read(system.topics.dispositions))
                    .singleElement()
                    .extracting(Disposition::getOutcome)
                    .isEqualTo(Outcome.MINED);
        }
    }

    @Test
    void theEndMarkerOfATransactionDoesNotHoldAWindowOpen() throws Exception {
        try (StreamsRole role = role(StoreKind.IN_MEMORY);
                KafkaProducer<String, Interaction> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", system.bootstrapServers(), "transactional.id", "backend"),
                        system.topics.interactions.keySerde().serializer(),
                        system.topics.interactions.valueSerde().serializer())) {
            awaitReady(role);
            producer.initTransactions();
            producer.beginTransaction();
            for (Interaction event : List.of(
                    conversation("c1", "t1", turnOf("yes we are", "user: open?")),
                    conversation("c1", "t1", "e1", new Edit("no, closed")))) {
                producer.send(new ProducerRecord<>(system.topics.interactions.name(), "default/c1", event));
            }
            producer.commitTransaction();
            await().atMost(PATIENCE)
                    .until(() -> system.read(system.topics.preferences).size() == 1);
        }
    }

    @Test
    void poisonRecordsBecomeDeadLettersAndStopNothing() throws Exception {
        byte[] garbage = "no avro at all".getBytes(StandardCharsets.UTF_8);
        byte[] key = "default/c1".getBytes(StandardCharsets.UTF_8);
        byte[] foreign = system.topics.preferences.valueSerde().serializer().serialize("x", Poison.aPreference());
        Interaction good = conversation("c1", "t1", turnOf("yes we are", "user: open?"));
        byte[] goodBytes = system.topics.interactions.valueSerde().serializer().serialize("x", good);
        try (StreamsRole role = role(StoreKind.IN_MEMORY)) {
            awaitReady(role);
            system.raw(system.topics.interactions, key, garbage).get();
            system.raw(system.topics.interactions, key, foreign).get();
            system.raw(system.topics.interactions, key, Arrays.copyOf(goodBytes, goodBytes.length / 2))
                    .get();
            system.raw(system.topics.interactions, key, null).get();
            system.raw(system.topics.interactions, null, goodBytes).get();
            system.raw(system.topics.interactions, "default/other".getBytes(StandardCharsets.UTF_8), goodBytes)
                    .get();
            system.raw(system.topics.miningResults, key, garbage).get();
            system.raw(system.topics.miningResults, key, null).get(); // answers nothing, so nothing is lost
            system.raw(system.topics.miningResults, key, goodBytes).get();
            system.send(good).get();
            system.send(conversation("c1", "t1", "e1", new Edit("no, closed"))).get();

            await().atMost(PATIENCE)
                    .until(() -> system.read(system.topics.preferences).size() == 1);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(system.read(system.topics.deadLetters))
                    .hasSize(8));
            assertThat(system.read(system.topics.deadLetters))
                    .extracting(DeadLetter::getOriginTopic)
                    .contains("interactions", "mining-results");
            assertThat(system.read(system.topics.deadLetters))
                    .filteredOn(l -> l.getReason().startsWith("unreadable"))
                    .allSatisfy(l -> assertThat(l.getKey()).isNotNull());
            assertThat(role.ready()).isTrue();
        }
    }

    @Test
    void aRestartInTheMiddleLosesAndRepeatsNothing() throws Exception {
        Set<String> events = new HashSet<>();
        StreamsRole first = role(StoreKind.ROCKS_DB);
        awaitReady(first);
        send(0, 150, events);
        await().atMost(PATIENCE)
                .until(() -> system.read(system.topics.preferences).size() >= 20);
        first.close();
        send(150, 200, events);
        try (StreamsRole second = role(StoreKind.ROCKS_DB)) {
            awaitReady(second);
            send(200, 300, events);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(ended()).containsExactlyInAnyOrderElementsOf(events));
            List<Preference> preferences = system.read(system.topics.preferences);
            assertThat(preferences).extracting(Preference::getPreferenceId).doesNotHaveDuplicates();
            List<String> evidence =
                    preferences.stream().flatMap(p -> p.getEvidence().stream()).toList();
            assertThat(evidence).containsExactlyInAnyOrderElementsOf(mined());
        }
    }

    /** Turn i with an edit or a thumb, each in a conversation of its own. */
    private void send(int from, int to, Set<String> events) throws Exception {
        for (int i = from; i < to; i++) {
            system.send(conversation("c" + i, "t" + i, turnOf("answer " + i, "user: question " + i)));
            String id = "e" + i;
            Object payload = i % 2 == 0 ? new Edit("quite another text " + i) : new Thumb(ThumbValue.UP, null);
            system.send(conversation("c" + i, "t" + i, id, payload));
            events.add(id);
        }
        system.flush();
    }

    private List<String> ended() {
        return system.read(system.topics.dispositions).stream()
                .map(Disposition::getEventId)
                .toList();
    }

    private List<String> mined() {
        return system.read(system.topics.dispositions).stream()
                .filter(d -> d.getOutcome() == Outcome.MINED)
                .map(Disposition::getEventId)
                .toList();
    }

    private StreamsRole role(StoreKind store) {
        return StreamsRole.start(
                StreamsConfig.fast().withStore(store),
                system.topics,
                system.bootstrapServers(),
                directory.resolve("state"),
                new SimpleMeterRegistry());
    }

    private static void awaitReady(StreamsRole role) {
        await().atMost(PATIENCE).until(role::ready);
    }

    private static Interaction conversation(String conversation, String turnId, Object turn) {
        return conversation(conversation, turnId, turnId, turn);
    }

    private static Interaction conversation(String conversation, String turnId, String eventId, Object payload) {
        return Interaction.newBuilder(event(eventId, turnId, payload, Instant.now(), true))
                .setConversationId(conversation)
                .build();
    }
}
