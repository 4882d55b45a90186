package dev.backchannel.standalone.bench.streams;

import dev.backchannel.avro.Edit;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.Turn;
import dev.backchannel.topics.Keys;
import dev.backchannel.topics.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * What lies on the topic before a measurement begins.
 *
 * @param events records, repeats included
 * @param turns of them
 * @param signals sent as such, without repeats
 * @param derived follow-ups that turns carry
 * @param bytes of keys and values, before compression
 */
record Input(long events, long turns, long signals, long derived, long bytes) {
    /** Between the last event and now: longer than any window, so that all of them close when all has been read. */
    private static final Duration PAST = Duration.ofMinutes(30);

    /** Everything that must come to an end. */
    long ends() {
        return signals + derived;
    }

    double signalsPerTurn() {
        return signals / (double) turns;
    }

    /** Writes at least so many events, in the order of their time, stamped with it. */
    static Input write(String bootstrapServers, Topic<String, Interaction> topic, long atLeast, long seed) {
        TrafficShape shape = TrafficShape.standard();
        long span = (long) (atLeast / shape.eventsPerSecond() * 1000)
                + Duration.ofMinutes(10).toMillis();
        Chats chats = new Chats(shape, seed, Instant.now().minus(PAST).minusMillis(span));
        long events = 0;
        long bytes = 0;
        Serializer<Interaction> serializer = topic.valueSerde().serializer();
        try (KafkaProducer<String, byte[]> producer = producer(bootstrapServers, topic)) {
            while (true) {
                List<Chats.Happening> next = chats.next();
                if (next.isEmpty()) {
                    break;
                }
                for (Chats.Happening happening : next) {
                    Interaction event = happening.event();
                    String key = Keys.of(event.getTenant(), event.getConversationId());
                    byte[] value = serializer.serialize(topic.name(), event);
                    var unused = producer.send(new ProducerRecord<>(topic.name(), null, happening.at(), key, value));
                    bytes += key.length() + value.length;
                    events++;
                }
                if (events >= atLeast) {
                    chats.end();
                }
            }
            producer.flush();
        }
        return new Input(events, chats.turns(), chats.signals(), chats.derived(), bytes);
    }

    /** A turn and the user's own version of its answer, now. */
    static void rewrite(String bootstrapServers, Topic<String, Interaction> topic) {
        Turn turn = Turn.newBuilder()
                .setMessages(List.of(new Message("user", "when does the film begin?")))
                .setResponse("at seven")
                .build();
        Interaction.Builder event = Interaction.newBuilder()
                .setTenant("default")
                .setConversationId("after-the-crash")
                .setTurnId("turn")
                .setOccurredAt(Instant.now())
                .setSource("bench");
        List<Interaction> events = List.of(
                event.setEventId("turn").setPayload(turn).build(),
                event.setEventId("edit").setPayload(new Edit("it is sold out")).build());
        try (KafkaProducer<String, byte[]> producer = producer(bootstrapServers, topic)) {
            for (Interaction e : events) {
                byte[] value = topic.valueSerde().serializer().serialize(topic.name(), e);
                var unused = producer.send(
                        new ProducerRecord<>(topic.name(), Keys.of(e.getTenant(), e.getConversationId()), value));
            }
        }
    }

    private static KafkaProducer<String, byte[]> producer(String bootstrapServers, Topic<String, ?> topic) {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4",
                        ProducerConfig.LINGER_MS_CONFIG,
                        20,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        256 << 10),
                topic.keySerde().serializer(),
                new ByteArraySerializer());
    }
}
