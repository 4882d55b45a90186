package dev.backchannel.server.swap;

import dev.backchannel.topics.Traces;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Spans of swaps, each below the step that made the checkpoint. Thread-safe. */
final class SwapTraces {
    private static final int REMEMBERED = 64;

    private final Traces traces;
    private final Map<String, String> steps = new LinkedHashMap<>();

    SwapTraces(Traces traces) {
        this.traces = traces;
    }

    /** A record of the checkpoints topic. */
    void note(ConsumerRecord<String, ?> record) {
        if (!traces.on() || record.key() == null) {
            return;
        }
        String step = Traces.in(record.headers());
        synchronized (steps) {
            steps.remove(record.key());
            if (step != null) {
                steps.put(record.key(), step);
                if (steps.size() > REMEMBERED) {
                    steps.remove(steps.keySet().iterator().next());
                }
            }
        }
    }

    private @Nullable String step(String checkpointId) {
        synchronized (steps) {
            return steps.get(checkpointId);
        }
    }

    /** Does the work of loading and verifying it within a span. */
    <T> T over(String checkpointId, Supplier<T> work) {
        Span span = traces.begin("swap", SpanKind.CONSUMER, step(checkpointId));
        span.setAttribute("backchannel.checkpoint", checkpointId);
        try {
            return work.get();
        } catch (RuntimeException e) {
            span.setAttribute("error.type", e.getClass().getSimpleName());
            span.setStatus(StatusCode.ERROR);
            throw e;
        } finally {
            span.end();
        }
    }
}
