package dev.backchannel.testing.store;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** As much of S3 as the store needs, in this process, path style, signatures unread; it can be made to fail. */
public final class S3Server implements AutoCloseable {
    /** So that a list of a few objects comes in several pages. */
    private static final int PAGE = 4;

    private static final Pattern KEY = Pattern.compile("<Key>([^<]+)</Key>");

    /** What goes wrong with a request. */
    public enum Fault {
        NONE,
        ERROR_500,
        /** The connection ends without an answer. */
        CUT,
        /** The body ends early. */
        TORN,
        /** A byte of the body is another. */
        WRONG_BYTE
    }

    private final HttpServer http;
    private final ExecutorService workers = Executors.newFixedThreadPool(4);
    private final String bucket;
    private final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
    private volatile BiFunction<String, String, Fault> faults = (method, key) -> Fault.NONE;

    public S3Server(String bucket) throws IOException {
        this.bucket = bucket;
        this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(workers);
        http.createContext("/", this::serve);
        http.start();
    }

    public String endpoint() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    /** All objects by key; a change here is a change there. */
    public Map<String, byte[]> objects() {
        return objects;
    }

    /** @param decision by method and key (empty for the bucket itself) */
    public void fail(BiFunction<String, String, Fault> decision) {
        faults = decision;
    }

    /** Requests of one method fail so, one after the other; then all is well again. */
    public void failInTurn(String failing, Fault... next) {
        Queue<Fault> queue = new ArrayDeque<>(List.of(next));
        faults = (method, key) -> {
            synchronized (queue) {
                return method.equals(failing) && !queue.isEmpty() ? queue.remove() : Fault.NONE;
            }
        };
    }

    public void away(boolean isAway) {
        faults = (method, key) -> isAway ? Fault.CUT : Fault.NONE;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] path = exchange.getRequestURI().getPath().substring(1).split("/", 2);
            String key = path.length < 2 ? "" : path[1];
            String method = exchange.getRequestMethod();
            byte[] body = exchange.getRequestBody().readAllBytes();
            Fault fault = faults.apply(method, key);
            if (fault == Fault.CUT) {
                return;
            }
            if (fault == Fault.ERROR_500) {
                answerError(exchange, 500, "InternalError");
            } else if (!path[0].equals(bucket)) {
                answerError(exchange, 404, "NoSuchBucket");
            } else if (method.equals("PUT")) {
                objects.put(key, body);
                exchange.getResponseHeaders().add("ETag", "\"etag\"");
                exchange.sendResponseHeaders(200, -1);
            } else if (method.equals("GET") && key.isEmpty()) {
                answer(exchange, 200, list(query(exchange)).getBytes(StandardCharsets.UTF_8), Fault.NONE);
            } else if (method.equals("GET") && objects.containsKey(key)) {
                answer(exchange, 200, objects.get(key), fault);
            } else if (method.equals("GET")) {
                answerError(exchange, 404, "NoSuchKey");
            } else if (method.equals("POST")) {
                Matcher keys = KEY.matcher(new String(body, StandardCharsets.UTF_8));
                while (keys.find()) {
                    objects.remove(keys.group(1));
                }
                answer(exchange, 200, "<DeleteResult></DeleteResult>".getBytes(StandardCharsets.UTF_8), Fault.NONE);
            } else {
                answerError(exchange, 501, "NotImplemented");
            }
        }
    }

    private String list(Map<String, String> query) {
        String prefix = query.getOrDefault("prefix", "");
        String after = query.getOrDefault("continuation-token", "");
        List<String> keys = objects.keySet().stream()
                .filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0)
                .toList();
        List<String> page = keys.subList(0, Math.min(PAGE, keys.size()));
        boolean isTruncated = page.size() < keys.size();
        return "<ListBucketResult><Name>" + bucket + "</Name><IsTruncated>" + isTruncated + "</IsTruncated>"
                + (isTruncated
                        ? "<NextContinuationToken>" + page.get(page.size() - 1) + "</NextContinuationToken>"
                        : "")
                + page.stream()
                        .map(key ->
                                "<Contents><Key>" + key + "</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>"
                                        + "<ETag>\"etag\"</ETag><Size>" + objects.getOrDefault(key, new byte[0]).length
                                        + "</Size><StorageClass>STANDARD</StorageClass></Contents>")
                        .collect(Collectors.joining())
                + "</ListBucketResult>";
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        for (String part : exchange.getRequestURI().getRawQuery().split("&", -1)) {
            String[] pair = part.split("=", 2);
            query.put(pair[0], pair.length < 2 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    private static void answer(HttpExchange exchange, int status, byte[] body, Fault fault) throws IOException {
        exchange.getResponseHeaders()
                .add("Content-Type", status == 200 ? "application/octet-stream" : "application/xml");
        exchange.sendResponseHeaders(status, body.length);
        byte[] sent = fault == Fault.TORN ? Arrays.copyOf(body, body.length / 2) : body.clone();
        if (fault == Fault.WRONG_BYTE) {
            sent[sent.length / 2] ^= 1;
        }
        exchange.getResponseBody().write(sent);
        exchange.getResponseBody().flush();
    }

    private static void answerError(HttpExchange exchange, int status, String code) throws IOException {
        String body = "<Error><Code>" + code + "</Code><Message>as the test wants it</Message></Error>";
        answer(exchange, status, body.getBytes(StandardCharsets.UTF_8), Fault.NONE);
    }

    @Override
    public void close() {
        http.stop(0);
        workers.shutdownNow();
    }
}
