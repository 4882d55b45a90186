package dev.backchannel.topics;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.message.BadHeaderException;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.MissingSchemaException;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/** Avro's single-object encoding: two marker bytes, the writer's CRC-64-AVRO fingerprint, the record. No registry needed. */
public final class SingleObject {
    private static final int HEADER = 10;

    private SingleObject() {}

    /**
     * @param schemas finds the writer's schema of a fingerprint other than the current one
     * @return a thread-safe serde; its deserializer throws {@link SerializationException} saying what was wrong
     */
    public static <T extends SpecificRecord> Serde<T> serde(Class<T> type, SchemaStore schemas) {
        SpecificData model = SpecificData.getForClass(type);
        Schema schema = model.getSchema(type);
        CurrentForm<T> current = new CurrentForm<>(model, schema, header(schema));
        BinaryMessageDecoder<T> older = new BinaryMessageDecoder<>(model, schema, schemas);
        return Serdes.serdeFrom((topic, value) -> encode(current, value), decoding(type, current, older));
    }

    private static byte[] header(Schema schema) {
        return ByteBuffer.allocate(HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0xC3)
                .put((byte) 0x01)
                .putLong(SchemaNormalization.parsingFingerprint64(schema))
                .array();
    }

    private static <T> byte @Nullable [] encode(CurrentForm<T> form, @Nullable T value) {
        try {
            return value == null ? null : form.encode(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T extends SpecificRecord> Deserializer<T> decoding(
            Class<T> type, CurrentForm<T> current, BinaryMessageDecoder<T> older) {
        return (topic, bytes) -> {
            if (bytes == null) {
                return null;
            }
            try {
                // Not from a ByteBuffer: Avro keeps one stream per thread for those, and looking up an unknown
                // fingerprint may itself decode records on this thread.
                return current.isOf(bytes)
                        ? current.decode(bytes)
                        : older.decode(new ByteArrayInputStream(bytes), null);
            } catch (BadHeaderException e) {
                throw new SerializationException(
                        "not Avro single-object encoding (the first bytes are not C3 01): " + bytes.length
                                + " bytes where a " + type.getSimpleName() + " was expected on " + topic
                                + (ConfluentFormat.isOf(bytes)
                                        ? "; if a schema registry's client wrote them, set registry.url"
                                        : ""),
                        e);
            } catch (MissingSchemaException e) {
                throw new SerializationException(
                        "unknown writer schema on " + topic + ": " + e.getMessage()
                                + "; publish it to the schemas topic",
                        e);
            } catch (IOException | RuntimeException e) {
                throw new SerializationException(
                        "a truncated or garbled " + type.getSimpleName() + " on " + topic + ": " + e.getMessage(), e);
            }
        };
    }
}
