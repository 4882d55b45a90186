package dev.backchannel.testing.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaParser;

/** What a registry keeps: the versions of each subject, one id for each schema, and what each subject demands of its next. */
final class Subjects {
    private final Map<String, List<Integer>> versions = new HashMap<>();
    private final Map<String, String> levels = new HashMap<>();
    private final List<Schema> schemas = new ArrayList<>();

    /** What the API answers instead of a result: a status, and a code of its own that begins with it. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        final int status;
        final int code;

        Refused(int status, int code, String message) {
            super(message);
            this.status = status;
            this.code = code;
        }
    }

    /** @return the schema's id */
    synchronized int register(String subject, String json) throws Refused {
        Schema schema = parse(json);
        List<Integer> before = versions.getOrDefault(subject, List.of());
        int known = schemas.indexOf(schema);
        if (known >= 0 && before.contains(known + 1)) {
            return known + 1;
        }
        for (int id : compared(subject, before)) {
            if (!compatible(level(subject), schema, schemas.get(id - 1))) {
                throw new Refused(409, 409, "Schema being registered is incompatible with an earlier schema " + id);
            }
        }
        if (known < 0) {
            schemas.add(schema);
            known = schemas.size() - 1;
        }
        versions.computeIfAbsent(subject, s -> new ArrayList<>()).add(known + 1);
        return known + 1;
    }

    synchronized int lookUp(String subject, String json) throws Refused {
        if (!versions.containsKey(subject)) {
            throw new Refused(404, 40401, "Subject '" + subject + "' not found.");
        }
        int id = schemas.indexOf(parse(json)) + 1;
        if (!versions.get(subject).contains(id)) {
            throw new Refused(404, 40403, "Schema not found");
        }
        return id;
    }

    synchronized String schema(int id) throws Refused {
        if (id < 1 || id > schemas.size()) {
            throw new Refused(404, 40403, "Schema " + id + " not found");
        }
        return schemas.get(id - 1).toString();
    }

    synchronized String latest(String subject) throws Refused {
        List<Integer> there = versions.get(subject);
        if (there == null) {
            throw new Refused(404, 40401, "Subject '" + subject + "' not found.");
        }
        return schema(there.get(there.size() - 1));
    }

    synchronized int versions(String subject) {
        return versions.getOrDefault(subject, List.of()).size();
    }

    synchronized void demand(String subject, String level) throws Refused {
        if (!level.matches("NONE|((BACKWARD|FORWARD|FULL)(_TRANSITIVE)?)")) {
            throw new Refused(422, 42203, "Invalid compatibility level");
        }
        levels.put(subject, level);
    }

    private String level(String subject) {
        return levels.getOrDefault(subject, "BACKWARD");
    }

    private List<Integer> compared(String subject, List<Integer> before) {
        boolean all = level(subject).endsWith("_TRANSITIVE");
        return all || before.isEmpty() ? before : before.subList(before.size() - 1, before.size());
    }

    private static boolean compatible(String level, Schema next, Schema before) {
        boolean backward = level.startsWith("FORWARD") || level.equals("NONE") || reads(next, before);
        boolean forward = level.startsWith("BACKWARD") || level.equals("NONE") || reads(before, next);
        return backward && forward;
    }

    private static boolean reads(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                        .getType()
                == SchemaCompatibilityType.COMPATIBLE;
    }

    private static Schema parse(String json) throws Refused {
        try {
            return new SchemaParser().parse(json).mainSchema();
        } catch (AvroRuntimeException e) {
            throw new Refused(422, 42201, "Invalid schema: " + e.getMessage());
        }
    }
}
