package dev.backchannel.learner.run;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.topics.Traces;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Spans of steps, each linked to the events that taught it. One thread. */
final class StepTraces {
    /** As many links as an SDK keeps by default. */
    private static final int LINKS = 128;

    private final Traces traces;
    private final TreeMap<Long, String> causes = new TreeMap<>();

    StepTraces(Traces traces) {
        this.traces = traces;
    }

    /** A preference was read. */
    void note(ConsumerRecord<?, ?> record) {
        if (traces.on()) {
            String cause = Traces.in(record.headers());
            if (cause != null) {
                causes.put(record.offset(), cause);
            }
        }
    }

    /**
     * Takes a step within a span.
     *
     * @param end first offset that it does not use
     */
    void over(long step, long end, Consumer<Span> work) {
        Span span = begin(step, end);
        try {
            work.accept(span);
        } catch (RuntimeException e) {
            span.setAttribute("error.type", e.getClass().getSimpleName());
            span.setStatus(StatusCode.ERROR);
            throw e;
        } finally {
            span.end();
        }
    }

    private Span begin(long step, long end) {
        if (!traces.on()) {
            return Span.getInvalid();
        }
        NavigableMap<Long, String> used = causes.headMap(end, false);
        List<String> links = used.values().stream().distinct().limit(LINKS).toList();
        used.clear();
        Span span = traces.begin("learner step", SpanKind.CONSUMER, null, links);
        span.setAttribute("backchannel.step", step);
        return span;
    }

    /** @return what goes with the record; null for nothing */
    static @Nullable String made(Span span, Checkpoint record) {
        span.setAttribute("backchannel.checkpoint", record.getCheckpointId());
        span.setAttribute("backchannel.verdict", record.getGate().getVerdict().name());
        return Traces.contextOf(span);
    }
}
