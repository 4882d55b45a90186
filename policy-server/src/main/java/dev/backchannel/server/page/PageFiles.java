package dev.backchannel.server.page;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;

/** The page's files, from the class path, in memory, as they are and compressed. */
final class PageFiles {
    /** No request leaves this server, and nothing in the page runs but its own files. */
    private static final String CONTENT_SECURITY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final String CHARTS = "org.webjars.npm/chart.js";
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    private record Held(Buffer plain, Buffer packed, String type, String tag) {}

    private final Map<String, Held> files = new HashMap<>();

    PageFiles() {
        files.put(
                "chart.js",
                held("chart.js", "/META-INF/resources/webjars/chart.js/" + chartsVersion() + "/dist/chart.umd.min.js"));
    }

    /** @param name as it lies beside the page and is asked for below {@code /page/} */
    PageFiles with(String name) {
        files.put(name, held(name, "/page/" + name));
        return this;
    }

    /** @return false if there is no such file */
    boolean send(String name, HttpServerRequest request) {
        Held file = files.get(name);
        if (file == null) {
            return false;
        }
        HttpServerResponse response = request.response()
                .putHeader("content-type", file.type())
                .putHeader("content-security-policy", CONTENT_SECURITY)
                .putHeader("x-content-type-options", "nosniff")
                .putHeader("referrer-policy", "no-referrer")
                .putHeader("cache-control", "no-cache")
                .putHeader("vary", "accept-encoding")
                .putHeader("etag", file.tag());
        String accepted = request.getHeader("accept-encoding");
        if (file.tag().equals(request.getHeader("if-none-match"))) {
            response.setStatusCode(304).end();
        } else if (accepted != null && accepted.contains("gzip")) {
            response.putHeader("content-encoding", "gzip").end(file.packed());
        } else {
            response.end(file.plain());
        }
        return true;
    }

    private static Held held(String name, String resource) {
        byte[] bytes = read(resource);
        String ending = name.substring(name.lastIndexOf('.') + 1);
        CRC32 sum = new CRC32();
        sum.update(bytes);
        return new Held(
                Buffer.buffer(bytes),
                Buffer.buffer(packed(bytes)),
                Objects.requireNonNull(TYPES.get(ending), () -> "no content type is known for ." + ending),
                "\"" + Long.toHexString(sum.getValue()) + '-' + bytes.length + '"');
    }

    private static byte[] packed(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /** As the build pinned it. */
    private static String chartsVersion() {
        Properties properties = new Properties();
        try (InputStream in = PageFiles.class.getResourceAsStream("/META-INF/maven/" + CHARTS + "/pom.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }

    private static byte[] read(String resource) {
        try (InputStream in = PageFiles.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the page's file " + resource + " is not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
