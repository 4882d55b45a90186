package dev.backchannel.e2e.fault;

import dev.backchannel.topics.Topic;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Records that nobody can use, of every kind: what a broken or hostile producer may write to a topic. */
final class Pills {
    private static final byte[] KEY = "default/pill".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NOT_UTF_8 = {(byte) 0xC3, (byte) 0x28, (byte) 0xFF};

    private Pills() {}

    private record Pill(byte[] key, byte[] value) {}

    /** Writes one of each to every partition's topic; what the broker itself refuses is left out. @return how many it took */
    static int write(String bootstrapServers, Topic<String, ?> topic, byte[] notAvro, Class<?> another) {
        int taken = 0;
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (Pill pill : all(notAvro, another).values()) {
                try {
                    producer.send(new ProducerRecord<>(topic.name(), pill.key(), pill.value()))
                            .get();
                    taken++;
                } catch (java.util.concurrent.ExecutionException refused) {
                    // A compacted topic takes no record without a key.
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
            }
        }
        return taken;
    }

    private static Map<String, Pill> all(byte[] notAvro, Class<?> another) {
        Map<String, Pill> pills = new LinkedHashMap<>();
        pills.put("not Avro", new Pill(KEY, notAvro));
        pills.put("without a key", new Pill(null, notAvro));
        pills.put("with a key that is no text", new Pill(NOT_UTF_8, notAvro));
        pills.put("with a key without a tenant", new Pill("pill".getBytes(StandardCharsets.UTF_8), notAvro));
        pills.put("empty", new Pill(KEY, new byte[0]));
        pills.put("without a value", new Pill(KEY, null));
        pills.put("the header alone", new Pill(KEY, Arrays.copyOf(header(42), 10)));
        pills.put("of a schema that nobody knows", new Pill(KEY, Arrays.copyOf(header(42), 64)));
        long known = SchemaNormalization.parsingFingerprint64(SpecificData.get().getSchema(another));
        pills.put("of another topic's schema, cut off", new Pill(KEY, header(known)));
        byte[] endless = Arrays.copyOf(header(known), 20);
        Arrays.fill(endless, 10, 19, (byte) 0xFF); // a length of nearly 2^63
        endless[19] = 0x01;
        pills.put("of another topic's schema, endless", new Pill(KEY, endless));
        pills.put("a mebibyte of nothing", new Pill(KEY, new byte[1 << 20]));
        return pills;
    }

    /** Of Avro's single-object encoding. */
    private static byte[] header(long fingerprint) {
        return ByteBuffer.allocate(10)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0xC3)
                .put((byte) 0x01)
                .putLong(fingerprint)
                .array();
    }
}
