package dev.backchannel.server.generation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Serving figures under vLLM's names; latencies are those of users, counters count everyone. */
public final class GenerationMetrics {
    private final MeterRegistry registry;
    private final AtomicInteger userRows = new AtomicInteger();
    private final AtomicInteger internalRows = new AtomicInteger();
    private final Timer queueTime;
    private final Timer firstToken;
    private final Timer interToken;
    private final Timer endToEnd;
    private final Counter promptTokens;
    private final Counter knownTokens;
    private final Counter generatedTokens;

    public GenerationMetrics(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("vllm:num_requests_running", () -> userRows.get() + internalRows.get())
                .description("Answers being decoded")
                .register(registry);
        Gauge.builder("backchannel_internal_requests_running", internalRows::get)
                .description("Answers being decoded for mining and probes")
                .register(registry);
        queueTime = timer("vllm:request_queue_time", "Submission to first row");
        firstToken = timer("vllm:time_to_first_token", "Submission to first token");
        interToken = timer("vllm:inter_token_latency", "Between two tokens of one answer");
        endToEnd = timer("vllm:e2e_request_latency", "Submission to last token");
        promptTokens = Counter.builder("vllm:prompt_tokens")
                .description("Prompt tokens read")
                .register(registry);
        knownTokens = Counter.builder("vllm:prefix_cache_hits")
                .description("Prompt tokens that were known from an earlier turn or a sibling")
                .register(registry);
        generatedTokens = Counter.builder("vllm:generation_tokens")
                .description("Tokens drawn")
                .register(registry);
    }

    private Timer timer(String name, String description) {
        return Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(20),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(2500),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(60))
                .register(registry);
    }

    public void watchQueue(IntSupplier waiting) {
        Gauge.builder("vllm:num_requests_waiting", waiting::getAsInt)
                .description("Answers that wait for a row")
                .register(registry);
    }

    public void rows(int users, int internals) {
        userRows.set(users);
        internalRows.set(internals);
    }

    int userRows() {
        return userRows.get();
    }

    /** @param promptTokens that a row need not read */
    void known(int promptTokens) {
        knownTokens.increment(promptTokens);
    }

    void began(Generation generation, long now) {
        began(generation.request().prompt().length, generation.request().internal(), generation.ageNanos(now));
    }

    /** @param waited nanoseconds since the submission */
    public void began(int prompt, boolean internal, long waited) {
        promptTokens.increment(prompt);
        if (!internal) {
            queueTime.record(waited, TimeUnit.NANOSECONDS);
        }
    }

    /** @param sinceLast nanoseconds since the row's token before; meaningless for the first */
    void token(Generation generation, boolean first, long sinceLast, long now) {
        tokens(1, generation.request().internal(), first, first ? generation.ageNanos(now) : sinceLast);
    }

    /**
     * @param count that came together
     * @param nanos since the submission for the first, else since the ones before
     */
    public void tokens(int count, boolean internal, boolean first, long nanos) {
        generatedTokens.increment(count);
        if (!internal) {
            (first ? firstToken : interToken).record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** @param result null if the request goes on, or had ended before */
    void ended(Generation generation, @Nullable GenerationResult result) {
        if (result != null) {
            ended(generation.request().internal(), result);
        }
    }

    public void ended(boolean internal, GenerationResult result) {
        if (result.outcome() != Outcome.COMPLETE) {
            registry.counter(
                            "backchannel_requests_broken_off",
                            "outcome",
                            result.outcome().name())
                    .increment();
            return;
        }
        result.answers().forEach(answer -> registry.counter(
                        "vllm:request_success",
                        "finished_reason",
                        answer.ending().wire())
                .increment());
        if (!internal) {
            endToEnd.record(result.totalNanos(), TimeUnit.NANOSECONDS);
        }
    }
}
