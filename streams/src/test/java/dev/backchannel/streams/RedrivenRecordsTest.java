package dev.backchannel.streams;

import static dev.backchannel.streams.TopologyHarness.event;
import static dev.backchannel.streams.TopologyHarness.turnOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.DeadLetter;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import dev.backchannel.streams.metrics.StreamsMetrics;
import dev.backchannel.streams.state.StateStores;
import dev.backchannel.streams.watermark.EndOffsets;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.InMemoryKeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What failed in the middle of the topology is taken in when it is redriven, though its identity is known by then. */
class RedrivenRecordsTest {
    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

    private final Topics topics = new Topics(TopicSettings.singleBroker());
    private final AtomicBoolean broken = new AtomicBoolean();
    private TopologyTestDriver driver;
    private Instant now = START;

    @BeforeEach
    void start() {
        EndOffsets ends = (topic, partition) -> Optional.of(new EndOffsets.Observation(now, 0, 0));
        Properties properties = DriverSettings.of(topics);
        driver = new TopologyTestDriver(
                BackchannelTopology.build(
                        dev.backchannel.streams.StreamsConfig.fast(),
                        topics,
                        ends,
                        new StreamsMetrics(new SimpleMeterRegistry()),
                        StateStores.logged(name -> new Breakable(
                                name, name.equals(BackchannelTopology.TURNS_STORE) ? broken : new AtomicBoolean())),
                        100),
                properties,
                START);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void aTurnAndASignalThatFailedTeachAfterTheFix() {
        broken.set(true);
        Interaction turn = event("t1", "t1", turnOf("yes we are", "user: open?"), now, true);
        Interaction thumb = event("e1", "t1", new Thumb(ThumbValue.DOWN, null), now, true);
        send(turn, false);
        send(thumb, false);
        assertThat(read(topics.deadLetters)).extracting(DeadLetter::getReason).allMatch(r -> r.contains("broken"));
        broken.set(false);
        send(turn, false);
        send(thumb, false);
        settle();
        assertThat(read(topics.dispositions)).as("sent twice is a duplicate").isEmpty();

        send(turn, true);
        send(thumb, true);
        settle();
        assertThat(read(topics.preferences)).singleElement().satisfies(p -> assertThat(p.getEvidence())
                .containsExactly("e1"));
        assertThat(read(topics.dispositions))
                .extracting(Disposition::getEventId)
                .containsExactly("e1");
    }

    /** Its follow-up had been taken in when the turn itself failed. */
    @Test
    void aRedrivenTurnCarriesItsFollowUpOnce() {
        send(event("t1", "t1", turnOf("yes we are", "user: open?"), now, true), false);
        Interaction second = event(
                "t2",
                "t2",
                turnOf("sorry", "user: open?", "assistant: yes we are", "user: no, that is wrong"),
                now,
                true);
        send(second, false);
        send(second, true);
        settle();
        assertThat(read(topics.dispositions))
                .filteredOn(d -> d.getEventId().equals("t2#follow-up"))
                .hasSizeLessThanOrEqualTo(1);
        List<Preference> preferences = read(topics.preferences);
        assertThat(preferences).extracting(Preference::getPreferenceId).doesNotHaveDuplicates();
    }

    private void send(Interaction event, boolean redriven) {
        Headers headers = new RecordHeaders();
        if (redriven) {
            headers.add("backchannel-redriven-from", new byte[] {'0', '@', '0'});
        }
        driver.createInputTopic(
                        topics.interactions.name(),
                        topics.interactions.keySerde().serializer(),
                        topics.interactions.valueSerde().serializer())
                .pipeInput(new TestRecord<>("default/c1", event, headers, now));
    }

    private void settle() {
        for (int i = 0; i < 12; i++) {
            now = now.plusSeconds(1);
            driver.advanceWallClockTime(Duration.ofSeconds(1));
        }
    }

    private <V extends SpecificRecord> List<V> read(Topic<String, V> topic) {
        return driver.createOutputTopic(
                        topic.name(),
                        topic.keySerde().deserializer(),
                        topic.valueSerde().deserializer())
                .readValuesToList();
    }

    /** A store that throws while it is broken. */
    private record Breakable(String name, AtomicBoolean broken) implements KeyValueBytesStoreSupplier {
        @Override
        public KeyValueStore<Bytes, byte[]> get() {
            return new InMemoryKeyValueStore(name) {
                @Override
                public void put(Bytes key, byte[] value) {
                    if (broken.get()) {
                        throw new IllegalStateException("the store is broken");
                    }
                    super.put(key, value);
                }
            };
        }

        @Override
        public String metricsScope() {
            return "in-memory";
        }
    }
}
