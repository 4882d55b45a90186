package dev.backchannel.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import dev.backchannel.streams.metrics.StreamsMetrics;
import dev.backchannel.streams.watermark.EndOffsets;
import dev.backchannel.testing.registry.SchemaRegistryServer;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import dev.backchannel.topics.registry.RegistryAwayException;
import dev.backchannel.topics.registry.RegistrySettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a schema registry, streams writes its format; a registry that is away makes no dead letter. */
class RegistryTopologyTest {
    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

    private SchemaRegistryServer registry;
    private Topics topics;
    private TopologyTestDriver driver;
    private Instant now = START;

    @BeforeEach
    void start() throws IOException {
        registry = new SchemaRegistryServer();
        topics = topics();
        topics.registerSchemas();
        driver = driver();
    }

    private Topics topics() {
        return new Topics(TopicSettings.singleBroker().withRegistry(RegistrySettings.at(registry.url())));
    }

    private TopologyTestDriver driver() {
        Properties properties = DriverSettings.of(topics);
        return new TopologyTestDriver(
                BackchannelTopology.build(
                        dev.backchannel.streams.StreamsConfig.fast(),
                        topics,
                        (topic, partition) -> Optional.of(new EndOffsets.Observation(now, 0, 0)),
                        new StreamsMetrics(new SimpleMeterRegistry())),
                properties,
                START);
    }

    @AfterEach
    void stop() {
        driver.close();
        registry.close();
    }

    @Test
    void whatTeachesAndWhatNobodyCanReadIsWrittenInTheRegistrysFormat() {
        send(TopologyHarness.event("t1", "t1", TopologyHarness.turnOf("yes we are", "user: open?"), now, true));
        send(TopologyHarness.event("e1", "t1", new Thumb(ThumbValue.UP, null), now, true));
        pipe(new byte[] {0, 0x7f, 0, 0, 0, 1});
        settle();

        assertThat(raw(topics.preferences)).singleElement().satisfies(this::isOfTheRegistry);
        assertThat(raw(topics.dispositions)).isNotEmpty().allSatisfy(this::isOfTheRegistry);
        assertThat(raw(topics.deadLetters)).singleElement().satisfies(this::isOfTheRegistry);
    }

    @Test
    void aRegistryThatIsSoonBackIsWaitedFor() {
        byte[] record = turn();
        driver.close();
        topics = topics().patient(Duration.ofSeconds(30));
        driver = driver();

        registry.away(true);
        CompletableFuture.delayedExecutor(1_500, TimeUnit.MILLISECONDS).execute(() -> registry.away(false));
        pipe(record);
        settle();

        assertThat(raw(topics.deadLetters)).isEmpty();
    }

    @Test
    void aRecordIsReadAgainOnceTheRegistryIsBack() {
        byte[] record = turn();
        driver.close();
        topics = topics(); // of a process that has asked for no schema yet
        driver = driver();

        registry.away(true);
        assertThatThrownBy(() -> pipe(record)).hasRootCauseInstanceOf(RegistryAwayException.class);
        registry.away(false);
        driver.close();
        driver = driver();
        pipe(record);
        settle();

        assertThat(raw(topics.deadLetters)).isEmpty();
    }

    private byte[] turn() {
        return topics.interactions
                .valueSerde()
                .serializer()
                .serialize(
                        topics.interactions.name(),
                        TopologyHarness.event(
                                "t1", "t1", TopologyHarness.turnOf("yes we are", "user: open?"), now, true));
    }

    private void isOfTheRegistry(byte[] value) {
        ByteBuffer header = ByteBuffer.wrap(value);
        assertThat(header.get()).isZero();
        assertThat(header.getInt()).isBetween(1, topics.all().size());
    }

    private void send(Interaction event) {
        pipe(topics.interactions.valueSerde().serializer().serialize(topics.interactions.name(), event));
    }

    private void pipe(byte[] value) {
        driver.createInputTopic(
                        topics.interactions.name(),
                        topics.interactions.keySerde().serializer(),
                        new ByteArraySerializer())
                .pipeInput("default/" + TopologyHarness.CONVERSATION, value, now);
    }

    private List<byte[]> raw(Topic<String, ?> topic) {
        return driver.createOutputTopic(topic.name(), topic.keySerde().deserializer(), new ByteArrayDeserializer())
                .readValuesToList();
    }

    private void settle() {
        for (int second = 0; second < 12; second++) {
            now = now.plusSeconds(1);
            driver.advanceWallClockTime(Duration.ofSeconds(1));
        }
    }
}
