package dev.backchannel.standalone.demo.user;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.backchannel.standalone.demo.client.Clients;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that answers nobody for half a second, then everybody at once. */
class OpenCrowdTest {
    private static final Duration STALL = Duration.ofMillis(500);
    private static final byte[] ANSWER =
            "{\"id\":\"t\",\"choices\":[{\"message\":{\"content\":\"no\"},\"finish_reason\":\"stop\"}]}"
                    .getBytes(StandardCharsets.UTF_8);
    private static final Behaviour SILENT = new Behaviour(
            new BehaviourMix(new BehaviourMix.Pleased(0, 0, 0), new BehaviourMix.Displeased(0, 0, 0, 0, 0), 0, 0));

    private final List<Duration> elapsed = new CopyOnWriteArrayList<>();
    private final ExecutorService serving = Executors.newCachedThreadPool();
    private HttpServer server;
    private long stallEnds;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(serving);
        server.createContext("/v1/chat/completions", exchange -> {
            boolean streams = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
                    .contains("\"stream\":true");
            LockSupport.parkNanos(stallEnds - System.nanoTime());
            byte[] body = streams
                    ? ("data: " + new String(ANSWER, StandardCharsets.UTF_8) + "\n\n").getBytes(StandardCharsets.UTF_8)
                    : ANSWER;
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        serving.shutdownNow();
    }

    @Test
    void usersComeDuringAStallAndItShowsInAllOfTheirAnswers() throws Exception {
        Clients clients =
                Clients.of(URI.create("http://localhost:" + server.getAddress().getPort()), Clock.systemUTC());
        Scene scene = new Scene(
                new Questions(Set.of()),
                SILENT,
                clients.chat(),
                clients.events(),
                (answer, judgement, took) -> elapsed.add(took));
        OpenCrowd crowd = new OpenCrowd(Population.generate(20, 1), scene, Duration.ofMillis(10), 1);
        stallEnds = System.nanoTime() + STALL.toNanos();
        crowd.arrive(100, STALL.multipliedBy(2));
        crowd.close();

        assertThat(crowd.failed()).isZero();
        assertThat(crowd.open()).isZero();
        // A hundred come on average, half of them into the stall, where they wait for half of it on average.
        assertThat(elapsed).hasSizeBetween(60, 140);
        assertThat(elapsed.stream().filter(took -> took.compareTo(STALL.dividedBy(2)) > 0))
                .hasSizeGreaterThan(10);
    }
}
