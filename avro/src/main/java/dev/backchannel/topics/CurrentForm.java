package dev.backchannel.topics;

import java.io.IOException;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;

/**
 * Records in this build's own form of a schema, which is nearly all there are: a header that names the schema, and the same
 * bytes that Avro's own message encoder writes, but through buffers, where that one goes to its stream for every number.
 * Thread-safe.
 */
final class CurrentForm<T> {
    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);
    private static final ThreadLocal<BinaryDecoder> DECODER = new ThreadLocal<>();

    private final byte[] header;
    private final DatumWriter<T> writer;
    private final DatumReader<T> reader;

    /** @param header of every record in this form */
    @SuppressWarnings("unchecked") // the model makes both for the schema's own class
    CurrentForm(SpecificData model, Schema schema, byte[] header) {
        this.header = header.clone();
        writer = (DatumWriter<T>) model.createDatumWriter(schema);
        reader = (DatumReader<T>) model.createDatumReader(schema, schema);
    }

    boolean isOf(byte[] bytes) {
        return bytes.length >= header.length && Arrays.equals(bytes, 0, header.length, header, 0, header.length);
    }

    byte[] encode(T value) throws IOException {
        Scratch scratch = SCRATCH.get();
        boolean whole = false;
        try {
            scratch.write(header, 0, header.length);
            writer.write(value, scratch.encoder());
            scratch.encoder().flush();
            whole = true;
            return scratch.taken();
        } finally {
            if (!whole) {
                SCRATCH.remove(); // half a record is in it
            }
        }
    }

    /** @param bytes for which {@link #isOf} is true */
    T decode(byte[] bytes) throws IOException {
        return read(reader, bytes, header.length);
    }

    /** @param from where the record begins, behind its header */
    static <T> T read(DatumReader<T> reader, byte[] bytes, int from) throws IOException {
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, from, bytes.length - from, DECODER.get());
        DECODER.set(decoder);
        return reader.read(null, decoder);
    }
}
