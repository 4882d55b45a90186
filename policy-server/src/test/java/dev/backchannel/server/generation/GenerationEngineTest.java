package dev.backchannel.server.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.Generated;
import dev.backchannel.policy.Generator;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.SamplingParameters;
import dev.backchannel.server.policies.ArmRouter;
import dev.backchannel.server.policies.PolicyRegistry;
import dev.backchannel.server.policies.PolicyRoute;
import dev.backchannel.server.policies.ServedPolicy;
import dev.backchannel.testing.TinyBase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GenerationEngineTest {
    /** An answer of the random model ends early by chance only; this prompt's do not within the tests' lengths. */
    private static final String PROMPT = "Hello";

    private PolicyModel model;
    private PolicyRegistry registry;
    private GenerationEngine engine;
    private SimpleMeterRegistry metrics;

    @BeforeAll
    void load(@TempDir Path folder) throws Exception {
        model = TinyBase.load(folder, 1);
    }

    @AfterAll
    void unload() {
        model.close();
    }

    @BeforeEach
    void registry() {
        registry = new PolicyRegistry(2);
    }

    @AfterEach
    void stop() {
        engine.close();
        registry.close();
    }

    @Test
    void drawsTheSameForASeedWhateverElseIsInTheBatch() throws Exception {
        engine = engine(new GenerationConfig(16, 4, 256, Duration.ofSeconds(30), Duration.ofSeconds(60), 512, 64));
        SamplingParameters drawn = new SamplingParameters(1.0, 0.95, 40, 42, List.of());
        Answer alone = submit(drawn, false).get(30, TimeUnit.SECONDS).answers().get(0);
        Generated offline =
                new Generator(model).generate(null, List.of(prompt()), drawn).get(0);
        assertThat(alone.text()).isEqualTo(offline.text());
        assertThat(alone.tokens()).isEqualTo(offline.tokens());
        List<CompletableFuture<GenerationResult>> crowd = new ArrayList<>();
        List<CompletableFuture<GenerationResult>> same = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            crowd.add(submit(new SamplingParameters(1.3, 1, 5 + i * 3 % 50, i, List.of()), i % 3 == 0));
            if (i % 5 == 0) {
                same.add(submit(drawn, i % 2 == 0));
            }
        }
        for (CompletableFuture<GenerationResult> one : same) {
            assertThat(one.get(30, TimeUnit.SECONDS).answers().get(0).tokens()).isEqualTo(alone.tokens());
        }
        for (CompletableFuture<GenerationResult> one : crowd) {
            assertThat(one.get(30, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.COMPLETE);
        }
    }

    @Test
    void refusesWhatFindsNoRoomToWait() throws Exception {
        engine = engine(new GenerationConfig(1, 0, 2, Duration.ofSeconds(30), Duration.ofSeconds(60), 512, 64));
        Running first = run(SamplingParameters.greedy(200), false);
        first.begun.get(10, TimeUnit.SECONDS);
        Running second = run(SamplingParameters.greedy(1), false);
        Running third = run(SamplingParameters.greedy(1), false);
        assertThatThrownBy(() -> run(SamplingParameters.greedy(1), false))
                .isInstanceOf(QueueFullException.class)
                .hasMessageContaining("2 answers");
        first.generation.cancel();
        assertThat(second.ended.get(10, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.COMPLETE);
        assertThat(third.ended.get(10, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.COMPLETE);
    }

    @Test
    void freesTheRowOfACallerWhoLeft() throws Exception {
        engine = engine(new GenerationConfig(1, 0, 8, Duration.ofSeconds(30), Duration.ofSeconds(60), 512, 64));
        Running leaving = run(SamplingParameters.greedy(200), false);
        leaving.begun.get(10, TimeUnit.SECONDS);
        Running queued = run(SamplingParameters.greedy(200), false);
        queued.generation.cancel();
        leaving.generation.cancel();
        GenerationResult result = leaving.ended.get(5, TimeUnit.SECONDS);
        assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(result.answers().get(0).finishReason()).isNull();
        assertThat(result.answers().get(0).tokens().length).isBetween(1, 199);
        assertThat(queued.ended.get(5, TimeUnit.SECONDS).began()).isFalse();
        assertThat(submit(SamplingParameters.greedy(3), false)
                        .get(5, TimeUnit.SECONDS)
                        .outcome())
                .isEqualTo(Outcome.COMPLETE);
        await().untilAsserted(() -> assertThat(
                        metrics.get("vllm:num_requests_running").gauge().value())
                .isZero());
    }

    @Test
    void usersGoFirstAndKeepTheirRows() throws Exception {
        engine = engine(new GenerationConfig(4, 2, 64, Duration.ofSeconds(30), Duration.ofSeconds(60), 512, 64));
        List<Running> internals = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            internals.add(run(SamplingParameters.greedy(150), true));
        }
        internals.get(1).begun.get(10, TimeUnit.SECONDS);
        assertThat(internals.get(2).begun).isNotDone();
        List<Running> users =
                List.of(run(SamplingParameters.greedy(5), false), run(SamplingParameters.greedy(5), false));
        for (Running user : users) {
            assertThat(user.ended.get(10, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.COMPLETE);
        }
        assertThat(internals.get(4).begun).isNotDone();
        for (Running internal : internals) {
            assertThat(internal.ended.get(30, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.COMPLETE);
        }
    }

    @Test
    void givesUpWhatIsTooLate() throws Exception {
        engine = engine(new GenerationConfig(1, 0, 8, Duration.ofMillis(20), Duration.ofMillis(40), 512, 64));
        List<Running> runs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            runs.add(run(SamplingParameters.greedy(200), false));
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (Running run : runs) {
            outcomes.add(run.ended.get(10, TimeUnit.SECONDS).outcome());
        }
        assertThat(outcomes).contains(Outcome.QUEUE_TIMEOUT);
        assertThat(outcomes).isSubsetOf(Outcome.QUEUE_TIMEOUT, Outcome.TIMEOUT, Outcome.COMPLETE);
    }

    @Test
    void keepsAnAnswersPolicyAndFreesItWithTheLastRow() throws Exception {
        registry = new PolicyRegistry(0);
        engine = engine(new GenerationConfig(4, 0, 8, Duration.ofSeconds(30), Duration.ofSeconds(60), 512, 64));
        ServedPolicy old = new ServedPolicy("old", model.adapter(TinyBase.adapter(model, 1)), null);
        registry.offer(old);
        Running first = run(SamplingParameters.greedy(150), false);
        assertThat(first.begun.get(10, TimeUnit.SECONDS)).isEqualTo("old");
        registry.offer(new ServedPolicy("new", model.adapter(TinyBase.adapter(model, 2)), null));
        assertThat(submit(SamplingParameters.greedy(3), false)
                        .get(10, TimeUnit.SECONDS)
                        .checkpoint())
                .isEqualTo("new");
        assertThat(first.ended.get(30, TimeUnit.SECONDS).checkpoint()).isEqualTo("old");
        await().untilAsserted(() -> assertThat(old.retain()).isFalse()); // freed
    }

    @Test
    void penalisesRepetition() throws Exception {
        engine = engine(GenerationConfig.defaults());
        CompletableFuture<GenerationResult> ended = new CompletableFuture<>();
        engine.submit(new GenerationRequest(
                route(),
                prompt(),
                SamplingParameters.greedy(60),
                new Penalties(2, 2),
                1,
                -1,
                false,
                "",
                new Listener(new CompletableFuture<>(), ended)));
        int[] penalised = ended.get(30, TimeUnit.SECONDS).answers().get(0).tokens();
        int[] plain = submit(SamplingParameters.greedy(60), false)
                .get(30, TimeUnit.SECONDS)
                .answers()
                .get(0)
                .tokens();
        assertThat(java.util.Arrays.stream(penalised).distinct().count())
                .isGreaterThan(java.util.Arrays.stream(plain).distinct().count());
    }

    @Test
    void endsEverythingWhenItCloses() throws Exception {
        engine = engine(new GenerationConfig(1, 0, 8, Duration.ofSeconds(30), Duration.ofSeconds(60), 512, 64));
        Running running = run(SamplingParameters.greedy(200), false);
        Running waiting = run(SamplingParameters.greedy(200), false);
        running.begun.get(10, TimeUnit.SECONDS);
        engine.close();
        assertThat(running.ended.get(1, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(waiting.ended.get(1, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.FAILED);
        assertThatThrownBy(() -> run(SamplingParameters.greedy(1), false)).isInstanceOf(IllegalStateException.class);
    }

    private GenerationEngine engine(GenerationConfig config) {
        metrics = new SimpleMeterRegistry();
        return new GenerationEngine(model, config, new GenerationMetrics(metrics), System::nanoTime).start();
    }

    private int[] prompt() {
        return model.prompts().prompt(List.of(ChatMessage.user(PROMPT)));
    }

    private PolicyRoute route() {
        return new ArmRouter(registry).route("policy", "default", null).orElseThrow();
    }

    private record Running(
            Generation generation, CompletableFuture<String> begun, CompletableFuture<GenerationResult> ended) {}

    private Running run(SamplingParameters sampling, boolean internal) {
        CompletableFuture<String> begun = new CompletableFuture<>();
        CompletableFuture<GenerationResult> ended = new CompletableFuture<>();
        Generation generation = engine.submit(new GenerationRequest(
                route(), prompt(), sampling, Penalties.NONE, 1, -1, internal, "", new Listener(begun, ended)));
        return new Running(generation, begun, ended);
    }

    private CompletableFuture<GenerationResult> submit(SamplingParameters sampling, boolean internal) {
        return run(sampling, internal).ended;
    }

    private record Listener(CompletableFuture<String> begun, CompletableFuture<GenerationResult> ended)
            implements GenerationListener {
        @Override
        public void began(ServedPolicy policy) {
            begun.complete(policy.id());
        }

        @Override
        public void piece(int choice, Piece piece) {
            assertThat(ended).isNotDone();
        }

        @Override
        public void ended(GenerationResult result) {
            assertThat(ended.complete(result)).as("ended once").isTrue();
        }
    }
}
