package dev.backchannel.server.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.SamplingParameters;
import dev.backchannel.server.policies.ArmRouter;
import dev.backchannel.server.policies.PolicyRegistry;
import dev.backchannel.server.policies.ServedPolicy;
import dev.backchannel.testing.TinyBase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Prompts are read in parts, from where an earlier turn ended, and only as memory allows; none of which an answer shows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PromptReadingTest {
    private PolicyModel model;
    private final PolicyRegistry registry = new PolicyRegistry(2);
    private final List<GenerationEngine> engines = new ArrayList<>();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @BeforeAll
    void load(@TempDir Path folder) {
        model = TinyBase.load(folder, 1);
    }

    @AfterEach
    void stop() {
        engines.forEach(GenerationEngine::close);
        engines.clear();
        metrics.clear();
    }

    @AfterAll
    void unload() {
        registry.close();
        model.close();
    }

    @Test
    void aLongPromptDoesNotStallARunningAnswer() throws Exception {
        GenerationEngine engine = engine(config(8, 16));
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        Heard running = submit(engine, text(3, 9), greedy(150), "a", events);
        await().pollDelay(Duration.ZERO) // from here on there is an answer to disturb, for some 100 ms
                .pollInterval(Duration.ofMillis(1))
                .until(() -> events.contains("a piece"));
        Heard newcomer = submit(engine, text(4, 100), greedy(3), "b", events);
        newcomer.ended.get(20, TimeUnit.SECONDS);
        List<String> seen = List.copyOf(events);
        long between = seen.subList(seen.indexOf("b began"), seen.indexOf("b piece")).stream()
                .filter("a piece"::equals)
                .count();
        assertThat(between)
                .as("tokens while 100 of a prompt are read, 8 at a time: %s", seen)
                .isGreaterThanOrEqualTo(100 / 8);
        assertThat(running.ended.get(20, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.COMPLETE);
    }

    @Test
    void anAnswerIsTheSameHoweverItsPromptIsRead() throws Exception {
        SamplingParameters drawn = new SamplingParameters(1, 0.95, 30, 42, List.of());
        int[] prompt = text(5, 77);
        int[] expected = null;
        for (int part : new int[] {1, 7, 64, 500}) {
            GenerationEngine engine = engine(config(part, 16));
            List<Heard> crowd = IntStream.range(0, 12)
                    .mapToObj(i -> submit(
                            engine,
                            text(i, 10 + 9 * i),
                            new SamplingParameters(1.2, 1, 9 + i, i, List.of()),
                            "x",
                            null))
                    .toList();
            int[] answer = tokens(submit(engine, prompt, drawn, "y", null));
            expected = expected == null ? answer : expected;
            assertThat(answer).as("parts of %d", part).isEqualTo(expected);
            for (Heard one : crowd) {
                assertThat(one.ended.get(30, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.COMPLETE);
            }
        }
    }

    @Test
    void aConversationsNextTurnGoesOnFromTheLastAndSaysTheSame() throws Exception {
        GenerationEngine remembers = engine(config(16, 16));
        GenerationEngine forgets = engine(config(16, 16).withMemory(1 << 20, 0));
        registry.offer(new ServedPolicy("one", model.adapter(TinyBase.adapter(model, 1)), null));
        int[] prompt = text(6, 40);
        double known = known();
        for (int turn = 0; turn < 4; turn++) {
            SamplingParameters drawn = new SamplingParameters(1, 0.9, 20, turn, List.of());
            int[] answer = tokens(submit(remembers, prompt, drawn, "z", null));
            assertThat(answer).isEqualTo(tokens(submit(forgets, prompt, drawn, "z", null)));
            assertThat(known() - known).as("turn %d", turn).isEqualTo(turn == 0 ? 0 : prompt.length - 6);
            if (turn == 2) { // what was read under another checkpoint does not count
                registry.offer(new ServedPolicy("two", model.adapter(TinyBase.adapter(model, 2)), null));
                int[] changed = tokens(submit(remembers, prompt, drawn, "z", null));
                assertThat(changed).isNotEqualTo(answer).isEqualTo(tokens(submit(forgets, prompt, drawn, "z", null)));
                return;
            }
            known = known();
            int[] next = Arrays.copyOf(prompt, prompt.length + answer.length + 5);
            System.arraycopy(answer, 0, next, prompt.length, answer.length);
            System.arraycopy(text(turn, 5), 0, next, prompt.length + answer.length, 5);
            prompt = next;
        }
    }

    @Test
    void anothersConversationIsNotUsed() throws Exception {
        GenerationEngine engine = engine(config(16, 16));
        tokens(submit(engine, text(7, 40), greedy(3), "a", null));
        double known = known();
        tokens(submit(engine, text(7, 40), greedy(3), "b", null));
        assertThat(known()).isEqualTo(known);
        tokens(submit(engine, text(7, 40), greedy(3), "a", null));
        assertThat(known() - known).isEqualTo(39);
    }

    @Test
    void answersToOneRequestReadItsPromptOnce() throws Exception {
        GenerationEngine engine = engine(config(16, 16).withMemory(1 << 20, 0));
        SamplingParameters drawn = new SamplingParameters(1, 1, 20, 3, List.of());
        double known = known();
        List<Answer> three = submit(engine, text(8, 60), drawn, 3, "a", null)
                .ended
                .get(30, TimeUnit.SECONDS)
                .answers();
        assertThat(known() - known).isEqualTo(2 * 59);
        for (int i = 0; i < 3; i++) {
            assertThat(three.get(i).tokens())
                    .isEqualTo(tokens(submit(engine, text(8, 60), drawn.withSeed(3 + i), "a", null)));
        }
    }

    @Test
    void whoFindsNoMemoryWaits() throws Exception {
        long four = 4 * 128 * model.bytesPerPosition() * 3 / 2 + 3; // four rows of 127 tokens
        GenerationEngine engine = engine(config(16, 16).withMemory(four, 0));
        assertThat(engine.longest()).isEqualTo(127);
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        List<Heard> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(submit(engine, text(i, 90), greedy(30), "r" + i, events));
        }
        for (Heard one : all) {
            assertThat(one.ended.get(30, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.COMPLETE);
        }
        int running = 0;
        int most = 0;
        for (String event : List.copyOf(events)) {
            running += event.endsWith("began") ? 1 : event.endsWith("ended") ? -1 : 0;
            most = Math.max(most, running);
        }
        assertThat(most).isEqualTo(4);
    }

    private static GenerationConfig config(int promptTokens, int rows) {
        return new GenerationConfig(rows, 0, 64, Duration.ofSeconds(30), Duration.ofSeconds(60), promptTokens, 64);
    }

    private GenerationEngine engine(GenerationConfig config) {
        GenerationEngine engine =
                new GenerationEngine(model, config, new GenerationMetrics(metrics), System::nanoTime).start();
        engines.add(engine);
        return engine;
    }

    private double known() {
        return metrics.get("vllm:prefix_cache_hits").counter().count();
    }

    private static SamplingParameters greedy(int tokens) {
        return SamplingParameters.greedy(tokens);
    }

    private static int[] text(int seed, int length) {
        return new java.util.Random(seed).ints(length, 0, 256).toArray();
    }

    private static int[] tokens(Heard heard) throws Exception {
        GenerationResult result = heard.ended.get(30, TimeUnit.SECONDS);
        assertThat(result.outcome()).isEqualTo(Outcome.COMPLETE);
        return result.answers().get(0).tokens();
    }

    /** @param events null: not noted */
    private Heard submit(
            GenerationEngine engine, int[] prompt, SamplingParameters sampling, String name, List<String> events) {
        return submit(engine, prompt, sampling, 1, name, events);
    }

    private Heard submit(
            GenerationEngine engine,
            int[] prompt,
            SamplingParameters sampling,
            int choices,
            String name,
            List<String> events) {
        Heard heard = new Heard(name, events, new CompletableFuture<>());
        engine.submit(new GenerationRequest(
                new ArmRouter(registry).route("policy", "default", null).orElseThrow(),
                prompt,
                sampling,
                Penalties.NONE,
                choices,
                0,
                false,
                name,
                heard));
        return heard;
    }

    private record Heard(String name, List<String> events, CompletableFuture<GenerationResult> ended)
            implements GenerationListener {
        @Override
        public void began(ServedPolicy policy) {
            note("began");
        }

        @Override
        public void piece(int choice, Piece piece) {
            note("piece");
        }

        @Override
        public void ended(GenerationResult result) {
            note("ended");
            ended.complete(result);
        }

        private void note(String event) {
            if (events != null) {
                events.add(name + " " + event);
            }
        }
    }
}
