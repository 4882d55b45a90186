package dev.backchannel.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.RegisteredSchema;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import dev.backchannel.kafka.EmbeddedKafka;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.SchemaParser;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record of tomorrow's schema, read today. */
class SchemaTopicTest {
    /** Tomorrow an interaction has a mood, and a thumb may be a star. */
    private static final Schema FUTURE = new SchemaParser()
            .parse(Interaction.getClassSchema()
                    .toString()
                    .replaceFirst(
                            "\"fields\":\\[", "\"fields\":[{\"name\":\"mood\",\"type\":\"string\",\"default\":\"\"},")
                    .replace("\"UNKNOWN\",\"UP\"", "\"UNKNOWN\",\"STAR\",\"UP\""))
            .mainSchema();

    @Test
    void readsARecordOfAFutureSchemaThatItsWriterPublished(@TempDir Path directory) throws Exception {
        TopicSettings settings = TopicSettings.singleBroker();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0);
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
                SchemaTopic schemas = SchemaTopic.of(kafka.bootstrapServers(), settings)) {
            Topics topics = new Topics(settings, schemas);
            new TopicAdmin(admin).createMissing(topics);
            schemas.publish();
            byte[] record = future();

            assertThatThrownBy(() ->
                            topics.interactions.valueSerde().deserializer().deserialize("interactions", record))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("unknown writer schema");
            publish(kafka.bootstrapServers(), topics.schemasTopic, "not a schema", "{");
            publish(
                    kafka.bootstrapServers(),
                    topics.schemasTopic,
                    String.format("%016x", SchemaNormalization.parsingFingerprint64(FUTURE)),
                    FUTURE.toString());

            Interaction event = topics.interactions.valueSerde().deserializer().deserialize("interactions", record);
            assertThat(event.getEventId()).isEqualTo("e1");
            assertThat(((Thumb) event.getPayload()).getValue()).isEqualTo(ThumbValue.UNKNOWN);
            assertThat(schemas.findByFingerprint(SchemaNormalization.parsingFingerprint64(FUTURE)))
                    .isEqualTo(FUTURE);
        }
    }

    @Test
    void saysHowTheTopicStandsThatDoesNotTakeThemInTime(@TempDir Path directory) throws Exception {
        TopicSettings settings = TopicSettings.singleBroker();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0);
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
                SchemaTopic schemas = SchemaTopic.of(kafka.bootstrapServers(), settings)) {
            NewTopic topic = new Topics(settings).schemasTopic.toNewTopic((short) 1);
            admin.createTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);

            assertThatThrownBy(() -> schemas.publish(Duration.ZERO))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("its partitions: 0 (leader 1, in sync [1], eligible []); brokers: 1");

            schemas.publish();
        }
    }

    private static byte[] future() throws Exception {
        assertThat(FUTURE.getField("mood")).isNotNull();
        Schema payload = FUTURE.getField("payload").schema();
        Schema thumbType = payload.getTypes().get(payload.getIndexNamed("dev.backchannel.avro.Thumb"));
        GenericRecord thumb = new GenericData.Record(thumbType);
        thumb.put(
                "value", new GenericData.EnumSymbol(thumbType.getField("value").schema(), "STAR"));
        GenericRecord event = new GenericData.Record(FUTURE);
        event.put("mood", "sunny");
        event.put("event_id", "e1");
        event.put("tenant", "default");
        event.put("conversation_id", "c1");
        event.put("occurred_at", 0L);
        event.put("source", "tomorrow");
        event.put("train", true);
        event.put("payload", thumb);
        ByteBuffer bytes = new BinaryMessageEncoder<GenericRecord>(GenericData.get(), FUTURE).encode(event);
        byte[] array = new byte[bytes.remaining()];
        bytes.get(array);
        return array;
    }

    private static void publish(
            String bootstrapServers, Topic<String, RegisteredSchema> topic, String fingerprint, String json)
            throws Exception {
        try (KafkaProducer<String, RegisteredSchema> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                topic.keySerde().serializer(),
                topic.valueSerde().serializer())) {
            producer.send(new ProducerRecord<>(topic.name(), fingerprint, new RegisteredSchema(fingerprint, json)))
                    .get(30, TimeUnit.SECONDS);
        }
    }
}
