package dev.backchannel.e2e.fault.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** Records as a program of yesterday or of tomorrow writes them. */
final class OtherVersions {
    private OtherVersions() {}

    /** The same record with a field more, which today's programs do not know. */
    static Schema ahead(Schema today) {
        return new SchemaParser()
                .parse(today.toString()
                        .replaceFirst(
                                "\"fields\":\\[",
                                "\"fields\":[{\"name\":\"mood\",\"type\":\"string\",\"default\":\"sunny\"},"))
                .mainSchema();
    }

    /** As a writer with that schema would have written it. */
    static byte[] encode(SpecificRecord record, Schema other) {
        try {
            ByteArrayOutputStream today = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(today, null);
            new SpecificDatumWriter<SpecificRecord>(record.getSchema()).write(record, encoder);
            encoder.flush();
            GenericRecord translated = new GenericDatumReader<GenericRecord>(record.getSchema(), other)
                    .read(null, DecoderFactory.get().binaryDecoder(today.toByteArray(), null));
            ByteBuffer bytes = new BinaryMessageEncoder<GenericRecord>(GenericData.get(), other).encode(translated);
            byte[] array = new byte[bytes.remaining()];
            bytes.get(array);
            return array;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
