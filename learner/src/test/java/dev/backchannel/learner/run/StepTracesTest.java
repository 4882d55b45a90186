package dev.backchannel.learner.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.topics.Traces;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class StepTracesTest {
    private static final String EVIDENCE = "0af7651916cd43dd8448eb211c80319";

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final Traces on = Traces.to(
            OpenTelemetrySdk.builder()
                    .setTracerProvider(SdkTracerProvider.builder()
                            .addSpanProcessor(SimpleSpanProcessor.create(spans))
                            .build())
                    .build(),
            false);

    private static ConsumerRecord<byte[], byte[]> preference(long offset, String traceparent) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("preferences", 0, offset, null, null);
        Traces.put(record.headers(), traceparent);
        return record;
    }

    private static String context(int n) {
        return "00-" + EVIDENCE + n + "-b7ad6b7169203331-01";
    }

    @Test
    void aStepIsLinkedToTheEventsThatTaughtItAndToNoOthers() {
        StepTraces traces = new StepTraces(on);
        traces.note(preference(0, context(0)));
        traces.note(preference(1, null));
        traces.note(preference(2, context(2)));
        traces.note(preference(3, context(3)));
        String[] made = new String[1];
        traces.over(7, 3, span -> made[0] = Traces.contextOf(span));
        traces.over(8, 4, span -> {});

        SpanData first = spans.getFinishedSpanItems().get(0);
        assertThat(first.getLinks())
                .extracting(link -> link.getSpanContext().getTraceId())
                .containsExactly(EVIDENCE + 0, EVIDENCE + 2);
        assertThat(made[0]).isEqualTo("00-" + first.getTraceId() + "-" + first.getSpanId() + "-01");
        assertThat(spans.getFinishedSpanItems().get(1).getLinks())
                .extracting(link -> link.getSpanContext().getTraceId())
                .containsExactly(EVIDENCE + 3);
    }

    @Test
    void offItMakesNothing() {
        StepTraces traces = new StepTraces(Traces.OFF);
        traces.note(preference(0, context(0)));
        traces.over(1, 1, span -> assertThat(Traces.contextOf(span)).isNull());
        assertThat(spans.getFinishedSpanItems()).isEmpty();
    }
}
