package dev.backchannel.topics;

import dev.backchannel.topics.registry.RegistryRefusedException;
import dev.backchannel.topics.registry.SchemaRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * Confluent's wire format: a zero byte, the registry's id of the writer's schema (4 bytes, big-endian), the record. What was
 * written in Avro's single-object encoding before a registry was there is read, too. The subject of a topic's values is
 * {@code TOPIC-value}. Thread-safe.
 */
final class ConfluentFormat<T extends SpecificRecord> {
    private static final byte MAGIC = 0;
    private static final int HEADER = 5;

    private final Class<T> type;
    private final SpecificData model;
    private final Schema schema;
    private final SchemaRegistry registry;
    private final Deserializer<T> singleObject;
    private final Map<String, CurrentForm<T>> forms = new ConcurrentHashMap<>();
    private final Map<Integer, DatumReader<T>> readers = new ConcurrentHashMap<>();

    private ConfluentFormat(Class<T> type, SchemaRegistry registry, Deserializer<T> singleObject) {
        this.type = type;
        this.model = SpecificData.getForClass(type);
        this.schema = model.getSchema(type);
        this.registry = registry;
        this.singleObject = singleObject;
    }

    /**
     * @param singleObject reads what is not in this format
     * @return its deserializer throws {@link SerializationException} for what nobody can read, and {@link RetriableException}
     *     while the registry is away
     */
    static <T extends SpecificRecord> Serde<T> serde(
            Class<T> type, SchemaRegistry registry, Deserializer<T> singleObject) {
        ConfluentFormat<T> format = new ConfluentFormat<>(type, registry, singleObject);
        return Serdes.serdeFrom(format::serialize, format::deserialize);
    }

    static String subject(String topic) {
        return topic + "-value";
    }

    static boolean isOf(byte[] bytes) {
        return bytes.length >= HEADER && bytes[0] == MAGIC;
    }

    private byte @Nullable [] serialize(String topic, @Nullable T value) {
        if (value == null) {
            return null;
        }
        CurrentForm<T> form = forms.get(topic);
        if (form == null) { // not computeIfAbsent: the registry may be slow, and need be asked twice only
            form = new CurrentForm<>(model, schema, header(registry.id(subject(topic), schema)));
            forms.put(topic, form);
        }
        try {
            return form.encode(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
        if (bytes == null || !isOf(bytes)) {
            return singleObject.deserialize(topic, bytes);
        }
        int id = ByteBuffer.wrap(bytes, 1, HEADER - 1).getInt();
        DatumReader<T> reader = reader(topic, id);
        try {
            return CurrentForm.read(reader, bytes, HEADER);
        } catch (AvroTypeException e) {
            throw new SerializationException(
                    "a record on " + topic + " was written with the registry's schema " + id + ", which is no "
                            + type.getSimpleName() + " that can be read here: " + e.getMessage(),
                    e);
        } catch (IOException | RuntimeException e) {
            throw new SerializationException(
                    "a truncated or garbled " + type.getSimpleName() + " on " + topic + ": " + e.getMessage(), e);
        }
    }

    @SuppressWarnings("unchecked") // the model makes it for the schema's own class
    private DatumReader<T> reader(String topic, int id) {
        DatumReader<T> known = readers.get(id);
        if (known != null) {
            return known;
        }
        Schema writer;
        try {
            writer = registry.schema(id)
                    .orElseThrow(() -> new SerializationException("a record on " + topic + " names the schema " + id
                            + ", which the registry at " + registry.url() + " does not know"));
        } catch (RegistryRefusedException e) {
            throw new SerializationException("a record on " + topic + " cannot be read: " + e.getMessage(), e);
        }
        DatumReader<T> reader = (DatumReader<T>) model.createDatumReader(writer, schema);
        readers.put(id, reader);
        return reader;
    }

    private static byte[] header(int id) {
        return ByteBuffer.allocate(HEADER).put(MAGIC).putInt(id).array();
    }
}
