package dev.backchannel.topics;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;
import org.apache.avro.message.SchemaStore;

/**
 * Every schema ever released, from {@code released/NAME/N.avsc} on the class path, so that a reader of today understands
 * the records of every earlier version without asking anybody.
 */
public final class ReleasedSchemas implements SchemaStore {
    private final SchemaStore.Cache byFingerprint = new SchemaStore.Cache();

    public ReleasedSchemas() {
        for (Schema current : ContractSchemas.all()) {
            byFingerprint.addSchema(current);
            versionsOf(current.getName()).forEach(byFingerprint::addSchema);
        }
    }

    @Override
    public Schema findByFingerprint(long fingerprint) {
        return byFingerprint.findByFingerprint(fingerprint);
    }

    /** Released versions of the record {@code name}, oldest first. */
    public static List<Schema> versionsOf(String name) {
        List<Schema> versions = new ArrayList<>();
        for (int n = 1; ; n++) {
            try (InputStream file =
                    ReleasedSchemas.class.getResourceAsStream("/released/" + name + "/" + n + ".avsc")) {
                if (file == null) {
                    return List.copyOf(versions);
                }
                versions.add(new SchemaParser().parse(file).mainSchema());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
