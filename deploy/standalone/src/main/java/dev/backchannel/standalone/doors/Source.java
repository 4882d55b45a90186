package dev.backchannel.standalone.doors;

import dev.backchannel.standalone.UserError;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Where something is read from, again and again; its name is told in messages. */
interface Source {
    byte[] read() throws IOException;

    static Source file(String path) {
        return new FileSource(Path.of(path));
    }

    /** @throws UserError exit 2: neither a file nor an https URL */
    static Source fileOrUrl(String key, String text) {
        if (!text.matches("[a-z][a-z0-9+.-]+://.*")) {
            return file(text);
        }
        URI url = URI.create(text);
        boolean here = "localhost".equals(url.getHost()) || "127.0.0.1".equals(url.getHost());
        if (!"https".equals(url.getScheme()) && !(here && "http".equals(url.getScheme()))) {
            throw UserError.usage(key + " is '" + text
                    + "', but must be a file or an https URL: keys that come over plain" + " HTTP may be anybody's");
        }
        return new UrlSource(url);
    }

    /** A file. */
    record FileSource(Path path) implements Source {
        @Override
        public byte[] read() throws IOException {
            return Files.readAllBytes(path);
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** A document on the web; asked for once a minute at most. */
    final class UrlSource implements Source {
        private static final Duration PATIENCE = Duration.ofSeconds(10);
        private static final long FRESH_NANOS = TimeUnit.MINUTES.toNanos(1);
        private static final int MOST_BYTES = 1 << 20;

        private final URI url;
        private final HttpClient http =
                HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        private byte @Nullable [] last;
        private long at;

        UrlSource(URI url) {
            this.url = url;
        }

        @Override
        public byte[] read() throws IOException {
            byte[] kept = last;
            if (kept == null || System.nanoTime() - at > FRESH_NANOS) {
                at = System.nanoTime(); // one that is away is not asked all the time either
                kept = fetch();
                last = kept;
            }
            return kept;
        }

        private byte[] fetch() throws IOException {
            CompletableFuture<HttpResponse<byte[]>> answer =
                    http.sendAsync(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofByteArray());
            try { // a request's own timeout would not be its body's, too
                HttpResponse<byte[]> response = answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                if (response.statusCode() != 200 || response.body().length > MOST_BYTES) {
                    throw new IOException(
                            "it answered " + response.statusCode() + " with " + response.body().length + " bytes");
                }
                return response.body();
            } catch (ExecutionException e) {
                throw new IOException("it does not answer: " + e.getCause(), e);
            } catch (TimeoutException e) {
                throw new IOException("it did not answer within " + PATIENCE.toSeconds() + " s", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            } finally {
                answer.cancel(true);
            }
        }

        @Override
        public String toString() {
            return url.toString();
        }
    }
}
