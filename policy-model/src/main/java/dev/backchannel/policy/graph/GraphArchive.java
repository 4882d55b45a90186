package dev.backchannel.policy.graph;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs the TorchScript text into the archive that the engine loads: a zip of stored entries, with the text and a
 * pickle of the module, whose attributes are the model's dimensions.
 */
final class GraphArchive {
    private static final String NAME = "causal_lm";
    private static final String TEXT = NAME + ".py.txt";

    private GraphArchive() {}

    /** Writes the archive. Attribute values are {@link Integer} or {@link Double}. */
    static void write(Path file, Map<String, Number> attributes) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            store(zip, "data.pkl", modulePickle(attributes));
            store(zip, "code/__torch__.py", text());
            store(zip, "constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'}); // the empty tuple
            store(zip, "version", "10\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static byte[] text() throws IOException {
        try (InputStream in = GraphArchive.class.getResourceAsStream(TEXT)) {
            if (in == null) {
                throw new IOException(TEXT + " is missing from the class path");
            }
            return in.readAllBytes();
        }
    }

    /** Pickle protocol 2 of an instance of {@code __torch__.CausalLM} with this state. */
    private static byte[] modulePickle(Map<String, Number> attributes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(new byte[] {(byte) 0x80, 2}); // PROTO 2
        out.writeBytes("c__torch__\nCausalLM\n"); // GLOBAL
        out.writeBytes(")\u0081}("); // EMPTY_TUPLE, NEWOBJ, EMPTY_DICT, MARK
        name(out, "training");
        out.write(0x88); // NEWTRUE
        name(out, "_is_full_backward_hook");
        out.write('N'); // NONE
        for (Map.Entry<String, Number> attribute : attributes.entrySet()) {
            name(out, attribute.getKey());
            if (attribute.getValue() instanceof Integer value) {
                out.write('J'); // BININT, little-endian
                out.writeInt(Integer.reverseBytes(value));
            } else {
                out.write('G'); // BINFLOAT, big-endian
                out.writeDouble(attribute.getValue().doubleValue());
            }
        }
        out.writeBytes("ub."); // SETITEMS, BUILD, STOP
        return bytes.toByteArray();
    }

    private static void name(DataOutputStream out, String name) throws IOException {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        out.write('X'); // BINUNICODE
        out.writeInt(Integer.reverseBytes(utf8.length));
        out.write(utf8);
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(NAME + "/" + name);
        CRC32 crc = new CRC32();
        crc.update(content);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
