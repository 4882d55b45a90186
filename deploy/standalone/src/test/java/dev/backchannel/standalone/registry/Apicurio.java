package dev.backchannel.standalone.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Apicurio Registry as its makers publish it on Maven Central, in a process of its own, with its data in memory. */
final class Apicurio implements AutoCloseable {
    private static final Path FOLDER = Path.of("target/apicurio");
    private static final String API = "/apis/ccompat/v7";

    private final Process process;
    private final String url;

    private Apicurio(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** The published program, where the build has fetched it. */
    static Optional<Path> program() {
        if (!Files.isDirectory(FOLDER)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith("-runner.jar")).findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns once it answers. It is built for Java 17, which is what the tests run on at least. */
    static Apicurio start(Path program, Path log) throws IOException {
        int port = freePort();
        Process process = new ProcessBuilder(List.of(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1", // it lives for seconds
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=" + port,
                        "-jar",
                        program.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Apicurio started = new Apicurio(process, "http://127.0.0.1:" + port + API);
        try {
            Awaitility.await("Apicurio Registry; it says: see " + log)
                    .atMost(Duration.ofSeconds(90))
                    .until(started::answers);
            return started;
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
    }

    String url() {
        return url;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean answers() throws InterruptedException {
        try {
            return HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(URI.create(url + "/subjects"))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            if (!process.isAlive()) {
                throw new IllegalStateException("Apicurio Registry ended with " + process.exitValue());
            }
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
