package dev.backchannel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.Generated;
import dev.backchannel.policy.Generator;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.SamplingParameters;
import dev.backchannel.policy.checkpoint.FolderStore;
import dev.backchannel.server.testing.Broker;
import dev.backchannel.server.testing.Checkpoints;
import dev.backchannel.server.testing.Server;
import dev.backchannel.server.testing.Shared;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** New checkpoints under load: no failed request, no answer that mixes two versions. */
@ExtendWith(Shared.class)
class HotSwapTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int STREAMS = 32;
    private static final int SWAPS = 12;

    @TempDir
    Path folder;

    private Broker broker;
    private PolicyModel model;
    private Server server;
    private Checkpoints checkpoints;

    private record Served(String question, String checkpoint, String answer) {}

    @BeforeEach
    void start(Shared.Parts parts) throws Exception {
        broker = parts.broker().another();
        model = parts.model();
        checkpoints = new Checkpoints(model, folder.resolve("store"));
        server = new Server(
                ServerConfig.defaults(folder.resolve("data")),
                broker.topics(),
                broker.bootstrapServers(),
                model,
                folder.resolve("store"));
        await().until(server.role()::ready);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void everyAnswerIsWhollyOfTheCheckpointItNames() throws Exception {
        Map<String, Checkpoint> known = new LinkedHashMap<>();
        Map<String, Instant> heard = new ConcurrentHashMap<>();
        server.role().addServedListener((id, newest, at) -> {
            assertThat(at).isNotNull();
            heard.put(id, newest == null ? Instant.EPOCH : newest);
        });
        ConcurrentLinkedQueue<Served> answers = new ConcurrentLinkedQueue<>();
        AtomicBoolean swapping = new AtomicBoolean(true);
        ExecutorService users = Executors.newFixedThreadPool(STREAMS);
        List<Future<?>> running = new ArrayList<>();
        for (int user = 0; user < STREAMS; user++) {
            int number = user;
            running.add(users.submit(() -> {
                for (int i = 0; swapping.get(); i++) {
                    answers.add(ask("Question " + number + "." + i % 4, number % 2 == 0));
                }
                return null;
            }));
        }
        for (int swap = 0; swap < SWAPS; swap++) {
            Checkpoint checkpoint = checkpoints.good(swap);
            known.put(checkpoint.getCheckpointId(), checkpoint);
            broker.send(broker.topics().checkpoints, checkpoint.getCheckpointId(), checkpoint);
            await().until(() -> heard.containsKey(checkpoint.getCheckpointId()));
            assertThat(heard.get(checkpoint.getCheckpointId())).isEqualTo(checkpoint.getNewestAcceptedAt());
        }
        swapping.set(false);
        for (Future<?> user : running) {
            user.get(60, TimeUnit.SECONDS); // a failed request fails here
        }
        users.shutdown();

        assertThat(answers).extracting(Served::checkpoint).containsAll(known.keySet());
        Map<String, List<Served>> byCheckpoint = answers.stream().collect(Collectors.groupingBy(Served::checkpoint));
        byCheckpoint.forEach((id, served) -> {
            Map<String, String> expected = offline(
                    known.get(id),
                    served.stream().map(Served::question).distinct().toList());
            assertThat(served).as("answers of " + id).allSatisfy(one -> assertThat(one.answer())
                    .isEqualTo(expected.get(one.question())));
        });
        assertThat(server.metric("backchannel_swaps")).isEqualTo(SWAPS);
        assertThat(server.metric("backchannel_requests_broken_off")).isZero();
        String newest = new ArrayList<>(known.keySet()).get(SWAPS - 1);
        await().untilAsserted(() -> assertThat(broker.read(broker.topics().status))
                .anySatisfy(status -> assertThat(status.getCheckpoint()).isEqualTo(newest)));
    }

    @Test
    void formerCheckpointsStayForAWhile() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int swap = 0; swap < 7; swap++) {
            Checkpoint checkpoint = checkpoints.good(swap);
            ids.add(checkpoint.getCheckpointId());
            broker.send(broker.topics().checkpoints, checkpoint.getCheckpointId(), checkpoint);
            await().until(() -> server.role().checkpoint().equals(checkpoint.getCheckpointId()));
        }
        HttpResponse<String> former = post("policy@" + ids.get(4), "Who?", false);
        assertThat(former.headers().firstValue("x-backchannel-checkpoint")).hasValue(ids.get(4));
        assertThat(former.headers().firstValue("x-backchannel-arm")).isEmpty();
        assertThat(post("policy@" + ids.get(0), "Who?", false).statusCode()).isEqualTo(404);
    }

    @Test
    void loadsOnlyTheNewestOfSeveral() throws Exception {
        server.close();
        Checkpoint last = null;
        for (int i = 0; i < 5; i++) {
            last = checkpoints.good(i);
            broker.send(broker.topics().checkpoints, last.getCheckpointId(), last);
        }
        server = new Server(
                ServerConfig.defaults(folder.resolve("data2")),
                broker.topics(),
                broker.bootstrapServers(),
                model,
                folder.resolve("store"));
        await().until(server.role()::ready);
        assertThat(server.role().checkpoint()).isEqualTo(last.getCheckpointId());
        assertThat(server.metric("backchannel_swaps")).isEqualTo(1);
        assertThat(server.metric("backchannel_checkpoints_skipped")).isEqualTo(4);
    }

    @Test
    void startsFromTheLastVerifiedCheckpointWithoutABroker() throws Exception {
        Checkpoint checkpoint = checkpoints.good(1);
        broker.send(broker.topics().checkpoints, checkpoint.getCheckpointId(), checkpoint);
        await().until(() -> server.role().checkpoint().equals(checkpoint.getCheckpointId()));
        server.close();
        server = new Server(
                ServerConfig.defaults(folder.resolve("data")),
                broker.topics(),
                "localhost:" + unusedPort(),
                model,
                folder.resolve("store"));
        await().atMost(Duration.ofSeconds(5)).until(server.role()::ready);
        assertThat(ask("Anyone?", false).checkpoint()).isEqualTo(checkpoint.getCheckpointId());
    }

    /** Where nobody listens. */
    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void alertsOnARecordNobodyCanRead() throws Exception {
        broker.send(broker.topics().checkpoints, "garbage", new byte[] {1, 2, 3});
        Checkpoint good = checkpoints.good(1);
        broker.send(broker.topics().checkpoints, good.getCheckpointId(), good);
        await().until(() -> server.role().checkpoint().equals(good.getCheckpointId()));
        await().untilAsserted(() -> assertThat(broker.read(broker.topics().operatorEvents))
                .extracting(OperatorEvent::getTarget)
                .contains("garbage"));
    }

    private Served ask(String question, boolean stream) throws Exception {
        HttpResponse<String> response = post("policy", question, stream);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        String checkpoint =
                response.headers().firstValue("x-backchannel-checkpoint").orElseThrow();
        if (!stream) {
            JsonNode body = JSON.readTree(response.body());
            assertThat(body.at("/system_fingerprint").asText()).isEqualTo(checkpoint);
            return new Served(
                    question, checkpoint, body.at("/choices/0/message/content").asText());
        }
        StringBuilder text = new StringBuilder();
        for (String event : response.body().split("\n\n")) {
            if (!event.endsWith("[DONE]")) {
                JsonNode chunk = JSON.readTree(event.substring("data: ".length()));
                assertThat(chunk.at("/system_fingerprint").asText()).isEqualTo(checkpoint);
                text.append(chunk.at("/choices/0/delta/content").asText());
            }
        }
        return new Served(question, checkpoint, text.toString());
    }

    private HttpResponse<String> post(String name, String question, boolean stream) throws Exception {
        return server.post(
                "/v1/chat/completions",
                "{\"model\":\"" + name + "\",\"temperature\":0,\"max_tokens\":48,\"stream\":" + stream
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + question + "\"}]}");
    }

    /** What the checkpoint (null: the base) answers when nobody else is there, by question. */
    private Map<String, String> offline(Checkpoint checkpoint, List<String> questions) {
        Path store = folder.resolve("store");
        List<int[]> prompts = questions.stream()
                .map(question -> model.prompts().prompt(List.of(ChatMessage.user(question))))
                .toList();
        try (Adapter adapter = checkpoint == null
                ? null
                : model.adapter(new FolderStore(store)
                        .read(store.resolve(checkpoint.getUri()).toUri().toString(), checkpoint.getFileDigests())
                        .adapter())) {
            List<Generated> made = new Generator(model).generate(adapter, prompts, SamplingParameters.greedy(48));
            Map<String, String> answers = new LinkedHashMap<>();
            for (int i = 0; i < made.size(); i++) {
                answers.put(questions.get(i), made.get(i).text());
            }
            return answers;
        }
    }
}
