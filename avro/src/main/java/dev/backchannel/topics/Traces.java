package dev.backchannel.topics;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Traces that go on from HTTP into topics and out again, as W3C trace contexts (https://www.w3.org/TR/trace-context/) in a
 * header of the same name. Where they are off, no span is made and no header written.
 */
public final class Traces {
    /** Of HTTP requests and of records. */
    public static final String HEADER = "traceparent";
    /** No traces. */
    public static final Traces OFF = new Traces(OpenTelemetry.noop(), false, false);

    private static final int LONGEST = 128;
    private static final String SCOPE = "dev.backchannel";
    private static final TextMapGetter<Map<String, String>> GETTER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
            return carrier.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
            return carrier == null ? null : carrier.get(key);
        }
    };

    private final Tracer tracer;
    private final boolean on;
    private final boolean content;

    private Traces(OpenTelemetry telemetry, boolean on, boolean content) {
        this.tracer = telemetry.getTracer(SCOPE);
        this.on = on;
        this.content = content;
    }

    /** @param content whether what users and the policy say may stand in spans */
    public static Traces to(OpenTelemetry telemetry, boolean content) {
        return new Traces(telemetry, true, content);
    }

    public boolean on() {
        return on;
    }

    public boolean content() {
        return content;
    }

    /**
     * Begins a span, which the caller ends.
     *
     * @param parent a trace context; null, or one that cannot be read: a new trace
     */
    public Span begin(String name, SpanKind kind, @Nullable String parent) {
        return begin(name, kind, parent, List.of());
    }

    /** @param causes trace contexts that led to it without containing it */
    public Span begin(String name, SpanKind kind, @Nullable String parent, Collection<String> causes) {
        if (!on) {
            return Span.getInvalid();
        }
        SpanBuilder builder = tracer.spanBuilder(name).setSpanKind(kind).setParent(context(parent));
        for (String cause : causes) {
            SpanContext linked = Span.fromContext(context(cause)).getSpanContext();
            if (linked.isValid()) {
                builder.addLink(linked);
            }
        }
        return builder.startSpan();
    }

    private static Context context(@Nullable String traceparent) {
        return traceparent == null
                ? Context.root()
                : W3CTraceContextPropagator.getInstance().extract(Context.root(), Map.of(HEADER, traceparent), GETTER);
    }

    /** The span's trace context; null where it has none. */
    public static @Nullable String contextOf(Span span) {
        SpanContext context = span.getSpanContext();
        return context.isValid()
                ? "00-" + context.getTraceId() + '-' + context.getSpanId() + '-'
                        + context.getTraceFlags().asHex()
                : null;
    }

    /** The trace context that a record carries; null if it carries none, or something too long for one. */
    public static @Nullable String in(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        boolean plausible = header != null && header.value() != null && header.value().length <= LONGEST;
        return plausible ? new String(header.value(), StandardCharsets.US_ASCII) : null;
    }

    /** @param traceparent null: nothing is added */
    public static void put(Headers headers, @Nullable String traceparent) {
        if (traceparent != null) {
            headers.remove(HEADER).add(HEADER, traceparent.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
