package dev.backchannel.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaCompatibility.SchemaPairCompatibility;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * What was released stays readable, both ways, for ever. With {@code -Dbackchannel.schemas.release=true} every schema that
 * differs from its last release is first written as the next one.
 */
class ReleasedSchemasTest {
    private static final String RELEASE = "backchannel.schemas.release";
    private static final Path FOLDER = Path.of("src/main/resources/released");

    static final List<Schema> CURRENT = ContractSchemas.all();

    @BeforeAll
    static void release() throws IOException {
        if (Boolean.getBoolean(RELEASE)) {
            for (Schema schema : CURRENT) {
                List<Schema> released = onDisk(schema.getName());
                if (released.isEmpty() || !released.get(released.size() - 1).equals(schema)) {
                    Path next = FOLDER.resolve(schema.getName()).resolve(released.size() + 1 + ".avsc");
                    Files.createDirectories(next.getParent());
                    Files.writeString(next, schema.toString(true) + "\n");
                }
            }
        }
    }

    @ParameterizedTest
    @FieldSource("CURRENT")
    void theCurrentSchemaIsTheLastReleased(Schema current) throws IOException {
        List<Schema> released = onDisk(current.getName());
        assertThat(released.isEmpty() ? null : released.get(released.size() - 1))
                .as(
                        "%s in backchannel.avdl is not what %s/%s/%d.avsc says. Release it: "
                                + "./mvnw -pl avro -am test -Dtest=ReleasedSchemasTest -D%s=true "
                                + "-Dsurefire.failIfNoSpecifiedTests=false, and commit the file that this writes. "
                                + "(Delete the last file first only if no deployment has ever written with it.)",
                        current.getName(), FOLDER, current.getName(), Math.max(1, released.size()), RELEASE)
                .isEqualTo(current);
    }

    @ParameterizedTest
    @FieldSource("CURRENT")
    void everyVersionReadsEveryOther(Schema current) throws IOException {
        List<Schema> versions = new ArrayList<>(onDisk(current.getName()));
        versions.add(current);
        for (Schema reader : versions) {
            for (Schema writer : versions) {
                SchemaPairCompatibility pair = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
                assertThat(pair.getType())
                        .as(
                                "version %d of %s as a reader of version %d: %s. Add fields with a default only, remove only "
                                        + "fields that had one, and let new kinds of payload travel in Other",
                                versions.indexOf(reader) + 1,
                                current.getName(),
                                versions.indexOf(writer) + 1,
                                pair.getResult().getIncompatibilities())
                        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
            }
        }
    }

    @ParameterizedTest
    @FieldSource("CURRENT")
    void everyEnumFallsBackToUnknown(Schema current) {
        for (Schema type : enums(current, new HashSet<>(), new ArrayList<>())) {
            assertThat(type.getEnumDefault())
                    .as("default of the enum %s, for symbols that are newer than the reader", type.getName())
                    .isEqualTo("UNKNOWN");
        }
    }

    @Test
    void aReaderFindsEveryReleaseByItsFingerprint() {
        ReleasedSchemas schemas = new ReleasedSchemas();
        for (Schema current : CURRENT) {
            for (Schema version : ReleasedSchemas.versionsOf(current.getName())) {
                assertThat(schemas.findByFingerprint(SchemaNormalization.parsingFingerprint64(version)))
                        .isNotNull();
            }
        }
    }

    /** From the sources, so that a file released a moment ago counts. */
    private static List<Schema> onDisk(String name) throws IOException {
        List<Schema> versions = new ArrayList<>();
        for (int n = 1; Files.exists(FOLDER.resolve(name).resolve(n + ".avsc")); n++) {
            String json = Files.readString(FOLDER.resolve(name).resolve(n + ".avsc"));
            versions.add(new org.apache.avro.SchemaParser().parse(json).mainSchema());
        }
        return versions;
    }

    private static List<Schema> enums(Schema schema, Set<String> seen, List<Schema> found) {
        switch (schema.getType()) {
            case ENUM -> found.add(schema);
            case ARRAY -> enums(schema.getElementType(), seen, found);
            case MAP -> enums(schema.getValueType(), seen, found);
            case UNION -> schema.getTypes().forEach(t -> enums(t, seen, found));
            case RECORD -> {
                if (seen.add(schema.getFullName())) {
                    schema.getFields().forEach(f -> enums(f.schema(), seen, found));
                }
            }
            default -> {} // a primitive
        }
        return found;
    }
}
