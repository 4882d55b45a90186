package dev.backchannel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.Decoder;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.server.testing.SeedServer;
import dev.backchannel.server.testing.Server;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens per second over HTTP with the seed policy, beside the bare decode graph. Prints its figures. */
@Tag("load")
class ServingLoadTest {
    private static final int ANSWER = 96;
    private static final double SECONDS = 6;

    @Test
    void manyStreamsOutrunOne(@TempDir Path folder) throws Exception {
        try (SeedServer seed = SeedServer.start(folder)) {
            Server server = seed.server();
            tokensPerSecond(server, 8, 3); // warm
            double one = tokensPerSecond(server, 1, SECONDS);
            double eight = tokensPerSecond(server, 8, SECONDS);
            double all = tokensPerSecond(server, 32, SECONDS);
            int length =
                    (int) Math.round(server.metric("vllm:generation_tokens") / server.metric("vllm:request_success"));
            double bare = bare(seed.model(), 32, length);
            System.out.printf(
                    "1 stream %.0f, 8 streams %.0f, 32 streams %.0f tokens/s (ratio %.1f); bare graph at 32, answers as"
                            + " long (%d tokens): %.0f (efficiency %.2f)%n",
                    one, eight, all, all / one, length, bare, all / bare);
            System.out.println(server.metrics()
                    .scrape()
                    .lines()
                    .filter(line -> line.matches("vllm.*(_sum|_count).*"))
                    .toList());
            assertThat(all / one).isGreaterThan(3);
        }
    }

    private static double tokensPerSecond(Server server, int streams, double seconds) throws Exception {
        ExecutorService users = Executors.newFixedThreadPool(streams);
        LongAdder tokens = new LongAdder();
        long begin = System.nanoTime();
        long end = begin + (long) (seconds * 1e9);
        List<Future<?>> running = new ArrayList<>();
        for (int user = 0; user < streams; user++) {
            running.add(users.submit(() -> {
                while (System.nanoTime() < end) {
                    HttpResponse<String> response = server.post(
                            "/v1/chat/completions",
                            "{\"model\":\"policy\",\"stream\":true,\"temperature\":1.5,\"max_tokens\":" + ANSWER
                                    + ",\"messages\":[{\"role\":\"user\",\"content\":\"When do you open on Sunday?\"}]}");
                    assertThat(response.statusCode()).isEqualTo(200);
                    tokens.add(response.body().split("\"delta\":\\{\"content\"", -1).length - 1);
                }
                return null;
            }));
        }
        for (Future<?> user : running) {
            user.get(60, TimeUnit.SECONDS);
        }
        users.shutdown();
        return tokens.sum() / ((System.nanoTime() - begin) / 1e9);
    }

    private static double bare(PolicyModel model, int rows, int length) {
        int[] prompt = model.prompts().prompt(List.of(ChatMessage.user("When do you open on Sunday?")));
        int[] slots = java.util.stream.IntStream.range(0, rows).toArray();
        int[] tokens = new int[rows];
        try (Decoder decoder = model.decoder(null, rows)) {
            long count = 0;
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < SECONDS * 1e9) {
                for (int row : slots) {
                    decoder.prefill(row, prompt);
                    tokens[row] = 10 + row;
                }
                for (int i = 0; i < length; i++) {
                    decoder.step(slots, tokens);
                    count += rows;
                }
            }
            return count / ((System.nanoTime() - begin) / 1e9);
        }
    }
}
