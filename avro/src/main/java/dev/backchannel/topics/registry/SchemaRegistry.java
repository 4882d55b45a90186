package dev.backchannel.topics.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;

/**
 * A schema registry with Confluent's API (Schema Registry API Reference: subjects, schemas, config). What it once said of an
 * id or a schema holds for ever, so each is asked for once. Thread-safe.
 */
public final class SchemaRegistry {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final RegistrySettings settings;
    private final RegistryApi api;
    private final UnknownIds unknown;
    private final Map<String, Map<Schema, Integer>> idsOfSubject;
    private final Map<Integer, Schema> schemas;
    private final Patience patience;

    public SchemaRegistry(RegistrySettings settings) {
        this(settings, System::nanoTime);
    }

    SchemaRegistry(RegistrySettings settings, LongSupplier nanos) {
        this.settings = settings;
        this.api = new RegistryApi(settings);
        this.unknown = new UnknownIds(nanos);
        this.idsOfSubject = new ConcurrentHashMap<>();
        this.schemas = new ConcurrentHashMap<>();
        this.patience = Patience.NONE;
    }

    private SchemaRegistry(SchemaRegistry same, Patience patience) {
        this.settings = same.settings;
        this.api = same.api;
        this.unknown = same.unknown;
        this.idsOfSubject = same.idsOfSubject;
        this.schemas = same.schemas;
        this.patience = patience;
    }

    /** The same, but that whoever asks for a schema waits for so long while it is away. */
    public SchemaRegistry patient(Duration longest) {
        return new SchemaRegistry(this, new Patience(longest));
    }

    public String url() {
        return settings.url();
    }

    /**
     * The id of a schema under a subject, registered there if need be and allowed.
     *
     * @throws RegistryRefusedException if it is incompatible with what stands there, or missing and may not be registered
     * @throws RegistryAwayException if the registry does not answer
     */
    public int id(String subject, Schema schema) {
        Map<Schema, Integer> ids = idsOfSubject.computeIfAbsent(subject, s -> new ConcurrentHashMap<>());
        Integer known = ids.get(schema);
        if (known != null) {
            return known;
        }
        int id = settings.register() ? register(subject, schema) : lookUp(subject, schema);
        schemas.putIfAbsent(id, schema);
        ids.put(schema, id);
        return id;
    }

    /**
     * The schema of an id; empty when the registry does not know it.
     *
     * @throws RegistryRefusedException if what it says is no Avro schema that stands by itself
     * @throws RegistryAwayException if the registry does not answer
     */
    public Optional<Schema> schema(int id) {
        Schema known = schemas.get(id);
        if (known != null || unknown.contains(id)) {
            return Optional.ofNullable(known);
        }
        RegistryApi.Answer answer = patience.await(() -> api.ask("GET", "/schemas/ids/" + id, null));
        if (answer.status() == NOT_FOUND) {
            unknown.add(id);
            return Optional.empty();
        }
        Schema schema = parse(id, required(answer, "the schema " + id).path("schema"));
        schemas.put(id, schema);
        return Optional.of(schema);
    }

    private int register(String subject, Schema schema) {
        boolean demanded = demandCompatibility(subject);
        RegistryApi.Answer answer = api.ask("POST", subject(subject) + "/versions", body(schema));
        if (answer.status() == CONFLICT) {
            throw new RegistryRefusedException("the schema registry at " + url() + " refuses the schema of "
                    + schema.getName() + " as incompatible with what stands under the subject " + subject + " ("
                    + answer.message() + "); look who registered it there, or start the build that did");
        }
        int id = id(required(answer, "registering the schema of " + schema.getName() + " under " + subject));
        if (!demanded) {
            demandCompatibility(subject);
        }
        return id;
    }

    /** Some registries know a subject's level only once the subject is there. @return whether it was taken, or not wanted */
    private boolean demandCompatibility(String subject) {
        if (settings.compatibility() == Compatibility.UNCHANGED) {
            return true;
        }
        ObjectNode level = JsonNodeFactory.instance
                .objectNode()
                .put("compatibility", settings.compatibility().name());
        RegistryApi.Answer answer = api.ask("PUT", "/config/" + encoded(subject), level);
        if (answer.status() == NOT_FOUND) {
            return false;
        }
        required(answer, "setting the compatibility of " + subject + " (registry.compatibility=unchanged leaves it)");
        return true;
    }

    private int lookUp(String subject, Schema schema) {
        RegistryApi.Answer answer = api.ask("POST", subject(subject), body(schema));
        if (answer.status() == NOT_FOUND) {
            throw new RegistryRefusedException("the schema registry at " + url() + " lacks this build's schema of "
                    + schema.getName() + " under the subject " + subject + " (" + answer.message()
                    + "); register it first ('backchannel topics create' does), or set registry.register=true");
        }
        return id(required(answer, "looking up the schema of " + schema.getName() + " under " + subject));
    }

    private int id(JsonNode body) {
        if (!body.path("id").canConvertToInt()) {
            throw new RegistryRefusedException(url() + " answered '" + body
                    + "', which names no id; is it the base of a registry's API (Apicurio: …/apis/ccompat/v7)?");
        }
        return body.get("id").intValue();
    }

    private JsonNode required(RegistryApi.Answer answer, String what) {
        if (answer.ok()) {
            return answer.body();
        }
        String hint =
                switch (answer.status()) {
                    case UNAUTHORIZED, FORBIDDEN -> "; check registry.user and registry.password";
                    case NOT_FOUND -> "; is it the base of a registry's API (Apicurio: …/apis/ccompat/v7)?";
                    default -> "";
                };
        throw new RegistryRefusedException(
                "the schema registry at " + url() + " refuses " + what + ": " + answer.message() + hint);
    }

    private Schema parse(int id, JsonNode json) {
        try {
            return new SchemaParser().parse(json.asText()).mainSchema();
        } catch (AvroRuntimeException e) {
            throw new RegistryRefusedException("the schema " + id + " of the registry at " + url()
                    + " is no Avro schema that stands by itself: " + e.getMessage());
        }
    }

    private static ObjectNode body(Schema schema) {
        return JsonNodeFactory.instance.objectNode().put("schemaType", "AVRO").put("schema", schema.toString());
    }

    private static String subject(String subject) {
        return "/subjects/" + encoded(subject);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
