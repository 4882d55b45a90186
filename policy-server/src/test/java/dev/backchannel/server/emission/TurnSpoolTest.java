package dev.backchannel.server.emission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Acceptance;
import dev.backchannel.avro.Interaction;
import dev.backchannel.server.testing.Broker;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TurnSpoolTest {
    private final Topics topics = new Topics(TopicSettings.singleBroker());
    private final AtomicInteger overflows = new AtomicInteger();
    private SimpleMeterRegistry metrics;

    @TempDir
    Path folder;

    @Test
    void survivesABrokerThatGoesAndARestart() throws Exception {
        int port = freePort();
        List<String> ids = new ArrayList<>();
        try (Broker broker = Broker.start(folder.resolve("kafka"), port)) {
            TurnSpool spool = spool(port, SpoolConfig.defaults());
            append(spool, ids, 20);
            await().until(() -> spool.waiting() == 0);
            spool.close();
        }
        TurnSpool away = spool(port, SpoolConfig.defaults()); // no broker at all
        append(away, ids, 30);
        assertThat(away.waiting()).isEqualTo(30);
        away.close();

        TurnSpool back = spool(port, new SpoolConfig(1 << 20, 1024, true));
        assertThat(back.waiting()).isEqualTo(30);
        append(back, ids, 50);
        try (Broker broker = Broker.start(folder.resolve("kafka"), port)) {
            await().atMost(Duration.ofSeconds(30)).until(() -> back.waiting() == 0);
            append(back, ids, 10);
            await().until(() -> back.waiting() == 0);
            assertThat(delivered(broker)).containsExactlyInAnyOrderElementsOf(ids);
            back.close();
            assertThat(segments()).hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void survivesAKillInTheMiddleOfAWrite() throws Exception {
        int port = freePort();
        List<String> ids = new ArrayList<>();
        TurnSpool first = spool(port, SpoolConfig.defaults());
        append(first, ids, 5);
        first.close();
        Path segment = segments().get(0);
        Files.write(segment, new byte[] {0, 0, 1, 0, 9, 9, 9, 9, 1, 2, 3}, StandardOpenOption.APPEND);
        try (Broker broker = Broker.start(folder.resolve("kafka"), port)) {
            TurnSpool second = spool(port, SpoolConfig.defaults());
            append(second, ids, 5);
            await().until(() -> second.waiting() == 0 && segments().size() == 1);
            assertThat(delivered(broker)).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(metrics.get("backchannel_spool_damaged").counter().count())
                    .isEqualTo(1);
            assertThat(segment.resolveSibling(segment.getFileName() + ".damaged"))
                    .exists();
            second.close();
        }
    }

    @Test
    void losesNothingThatItHadWrittenWhenTheProcessIsKilled() throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SpoolUntilKilled.class.getName(),
                        folder.resolve("spool").toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> written = new ArrayList<>();
        try (BufferedReader lines = child.inputReader()) {
            while (written.size() < 200) {
                String line = lines.readLine();
                assertThat(line).as("the child died by itself").isNotNull();
                if (line.startsWith("turn-")) { // else a log line
                    written.add(line);
                }
            }
            child.destroyForcibly().waitFor();
        }
        int port = freePort();
        try (Broker broker = Broker.start(folder.resolve("kafka"), port)) {
            TurnSpool spool = spool(port, SpoolConfig.defaults());
            await().atMost(Duration.ofSeconds(20)).until(() -> spool.waiting() == 0);
            assertThat(delivered(broker)).containsAll(written).doesNotHaveDuplicates();
            spool.close();
        }
    }

    @Test
    void countsWhatItHasNoRoomFor() throws Exception {
        TurnSpool spool = spool(freePort(), new SpoolConfig(2048, 1024, false));
        List<Boolean> written = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            written.add(spool.append(event("e" + i)).get(10, TimeUnit.SECONDS));
        }
        assertThat(written).startsWith(true, true).endsWith(false, false);
        long dropped = written.stream().filter(ok -> !ok).count();
        assertThat(metrics.get("backchannel_spool_overflow").counter().count()).isEqualTo(dropped);
        assertThat(overflows).hasValue((int) dropped);
        spool.close();
    }

    private TurnSpool spool(int port, SpoolConfig config) {
        metrics = new SimpleMeterRegistry();
        return new TurnSpool(
                        folder.resolve("spool"),
                        config,
                        topics.interactions,
                        Map.of("bootstrap.servers", "localhost:" + port),
                        overflows::incrementAndGet,
                        metrics)
                .start();
    }

    private static void append(TurnSpool spool, List<String> ids, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            String id = "turn-" + ids.size();
            ids.add(id);
            assertThat(spool.append(event(id)).get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    static Interaction event(String id) {
        return Interaction.newBuilder()
                .setEventId(id)
                .setTenant("default")
                .setConversationId("c-" + id)
                .setOccurredAt(Instant.EPOCH)
                .setSource("test")
                .setPayload(new Acceptance())
                .build();
    }

    private List<String> delivered(Broker broker) {
        return broker.read(topics.interactions).stream()
                .map(Interaction::getEventId)
                .toList();
    }

    private List<Path> segments() throws Exception {
        try (Stream<Path> files = Files.list(folder.resolve("spool"))) {
            return files.filter(file -> file.toString().endsWith(".spool"))
                    .sorted()
                    .toList();
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
