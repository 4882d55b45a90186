package dev.backchannel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.server.testing.Checkpoints;
import dev.backchannel.server.testing.SeedServer;
import dev.backchannel.server.testing.Server;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many swaps under streaming load with the seed policy: nothing fails, nothing leaks. Prints its figures. */
@Tag("load")
class SwapLoadTest {
    private static final int SWAPS = Integer.getInteger("swaps", 1000);
    private static final int STREAMS = 16;

    @Test
    void manySwapsFailNothingAndLeakNothing(@TempDir Path folder) throws Exception {
        try (SeedServer seed = SeedServer.start(folder)) {
            Server server = seed.server();
            AtomicBoolean going = new AtomicBoolean(true);
            LongAdder answers = new LongAdder();
            ExecutorService users = Executors.newFixedThreadPool(STREAMS);
            List<Future<?>> running = new ArrayList<>();
            for (int user = 0; user < STREAMS; user++) {
                running.add(users.submit(() -> {
                    while (going.get()) {
                        HttpResponse<String> response = server.post(
                                "/v1/chat/completions",
                                "{\"model\":\"policy\",\"stream\":true,\"max_tokens\":64,"
                                        + "\"messages\":[{\"role\":\"user\",\"content\":\"What is on tonight?\"}]}");
                        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
                        assertThat(response.body()).endsWith("data: [DONE]\n\n").doesNotContain("\"error\"");
                        answers.increment();
                    }
                    return null;
                }));
            }
            Checkpoints checkpoints = new Checkpoints(seed.model(), folder.resolve("store"));
            long memoryAfterWarmUp = 0;
            for (int swap = 0; swap < SWAPS; swap++) {
                Checkpoint checkpoint = checkpoints.good(swap);
                seed.broker().send(seed.broker().topics().checkpoints, checkpoint.getCheckpointId(), checkpoint);
                await().pollInterval(Duration.ofMillis(5))
                        .until(() -> server.role().checkpoint().equals(checkpoint.getCheckpointId()));
                if (swap == SWAPS / 5) {
                    memoryAfterWarmUp = residentMegabytes();
                }
            }
            long memory = residentMegabytes();
            going.set(false);
            for (Future<?> user : running) {
                user.get(60, TimeUnit.SECONDS);
            }
            users.shutdown();
            var swapTimer = server.metrics().get("backchannel_swap").timer();
            System.out.printf(
                    "%d swaps, mean %.1f ms, max %.1f ms; %.0f answers; resident %d MiB after %d swaps, %d MiB after all%n",
                    SWAPS,
                    swapTimer.mean(TimeUnit.MILLISECONDS),
                    swapTimer.max(TimeUnit.MILLISECONDS),
                    answers.doubleValue(),
                    memoryAfterWarmUp,
                    SWAPS / 5,
                    memory);
            assertThat(server.metric("backchannel_swaps")).isEqualTo(SWAPS);
            assertThat(server.metric("backchannel_requests_broken_off")).isZero();
            assertThat(memory).isLessThan(memoryAfterWarmUp + 200);
        }
    }

    private static long residentMegabytes() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                .findFirst()
                .orElseThrow();
    }
}
