package dev.backchannel.server.testing;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.Generated;
import dev.backchannel.policy.Generator;
import dev.backchannel.policy.SamplingParameters;
import dev.backchannel.policy.checkpoint.FolderStore;
import dev.backchannel.server.ServerConfig;
import dev.backchannel.server.pool.PoolConfig;
import dev.backchannel.testing.vllm.VllmServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;

/** A policy server in front of two servers that behave as vLLM does. */
public abstract class VllmCase extends ServerCase {
    protected static final ObjectMapper JSON = new ObjectMapper();
    protected static final int MAX_ADAPTERS = 4;

    protected VllmServer first;
    protected VllmServer second;
    private Checkpoints checkpoints;
    private long seed = 40;

    @Override
    protected void prepare() throws Exception {
        first = new VllmServer(model);
        second = new VllmServer(model);
        checkpoints = new Checkpoints(model, store);
    }

    @Override
    protected ServerConfig config(Path data) {
        return super.config(data)
                .withPool(new PoolConfig(
                        first.url() + "," + second.url(),
                        "",
                        "",
                        "",
                        MAX_ADAPTERS,
                        8,
                        Duration.ofMillis(200),
                        Duration.ofSeconds(10),
                        1e-3));
    }

    @BeforeEach
    void heal() {
        first.heal();
        second.heal();
        await().until(() -> server.metric("backchannel_upstreams_up") == 2);
    }

    @AfterAll
    void stopUpstreams() throws Exception {
        first.close();
        second.close();
    }

    protected Checkpoint publish() throws Exception {
        Checkpoint checkpoint = checkpoints.good(seed++);
        broker.send(broker.topics().checkpoints, checkpoint.getCheckpointId(), checkpoint);
        return checkpoint;
    }

    protected Checkpoint serve() throws Exception {
        Checkpoint checkpoint = publish();
        await().until(() -> server.role().checkpoint().equals(checkpoint.getCheckpointId()));
        return checkpoint;
    }

    protected static ObjectNode question(String text, String model) {
        ObjectNode request = JSON.createObjectNode()
                .put("model", model)
                .put("temperature", 0)
                .put("max_tokens", 8);
        request.putArray("messages").addObject().put("role", "user").put("content", text);
        return request;
    }

    protected HttpResponse<String> ask(ObjectNode request) throws Exception {
        return server.post("/v1/chat/completions", request.toString());
    }

    protected Generated offline(Checkpoint checkpoint, String text, int tokens) {
        int[] prompt = model.prompts().prompt(List.of(ChatMessage.user(text)));
        SamplingParameters greedy = SamplingParameters.greedy(tokens);
        if (checkpoint == null) {
            return new Generator(model).generate(null, List.of(prompt), greedy).get(0);
        }
        try (Adapter adapter = model.adapter(new FolderStore(store)
                .read(checkpoint.getUri(), checkpoint.getFileDigests())
                .adapter())) {
            return new Generator(model)
                    .generate(adapter, List.of(prompt), greedy)
                    .get(0);
        }
    }

    protected Interaction turn(String id) {
        return await().until(
                        () -> broker.read(broker.topics().interactions).stream()
                                .filter(event -> event.getTurnId().equals(id))
                                .findFirst()
                                .orElse(null),
                        event -> event != null);
    }

    protected List<OperatorEvent> alerts(String name, String target) {
        return broker.read(broker.topics().operatorEvents).stream()
                .filter(event ->
                        event.getName().equals(name) && event.getTarget().equals(target))
                .toList();
    }
}
