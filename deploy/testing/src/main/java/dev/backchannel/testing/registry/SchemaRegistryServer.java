package dev.backchannel.testing.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A schema registry that does what Confluent's API reference says of registering, looking up, reading by id and setting a
 * subject's compatibility, and nothing else. It can be away, and want a user.
 */
public final class SchemaRegistryServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // else each answer waits 40 ms
    }

    private final Subjects subjects = new Subjects();
    private final AtomicInteger requests = new AtomicInteger();
    private final HttpServer server;
    private volatile boolean away;
    private volatile @Nullable String userOrNull;

    public SchemaRegistryServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public void away(boolean isAway) {
        away = isAway;
    }

    /** From now on nobody else is let in. */
    public void wants(String user, String password) {
        userOrNull =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    public int requests() {
        return requests.get();
    }

    /** How many schemas stand under a subject. */
    public int versions(String subject) {
        return subjects.versions(subject);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        try (exchange) {
            JsonNode body = JSON.readTree(exchange.getRequestBody());
            try {
                if (away) {
                    throw new Subjects.Refused(503, 50003, "not now");
                }
                if (userOrNull != null
                        && !userOrNull.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                    throw new Subjects.Refused(401, 40101, "Unauthorized");
                }
                send(exchange, 200, answer(exchange, body));
            } catch (Subjects.Refused e) {
                send(
                        exchange,
                        e.status,
                        JSON.createObjectNode().put("error_code", e.code).put("message", e.getMessage()));
            }
        }
    }

    private ObjectNode answer(HttpExchange exchange, JsonNode body) throws Subjects.Refused {
        String[] path = exchange.getRequestURI().getRawPath().substring(1).split("/", 0);
        String what = exchange.getRequestMethod() + " " + path[0] + (path.length > 2 ? "/" + path[2] : "");
        String name = path.length > 1 ? URLDecoder.decode(path[1], StandardCharsets.UTF_8) : "";
        ObjectNode answer = JSON.createObjectNode();
        String schema = body.path("schema").asText();
        if (what.equals("POST subjects/versions")) {
            return answer.put("id", subjects.register(name, schema));
        } else if (what.equals("POST subjects")) {
            return answer.put("subject", name)
                    .put("id", subjects.lookUp(name, schema))
                    .put("schema", schema);
        } else if (what.startsWith("GET schemas/") && name.equals("ids")) {
            return answer.put("schema", subjects.schema(Integer.parseInt(path[2])));
        } else if (what.equals("GET subjects/versions") && path.length > 3 && path[3].equals("latest")) {
            return answer.put("subject", name).put("schema", subjects.latest(name));
        } else if (what.equals("PUT config")) {
            subjects.demand(name, body.path("compatibility").asText());
            return answer.setAll((ObjectNode) body);
        }
        throw new Subjects.Refused(404, 404, "HTTP 404 Not Found");
    }

    private static void send(HttpExchange exchange, int status, ObjectNode answer) throws IOException {
        byte[] bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
