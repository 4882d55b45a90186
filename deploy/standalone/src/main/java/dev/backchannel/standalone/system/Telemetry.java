package dev.backchannel.standalone.system;

import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.topics.Traces;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Sends spans to an OTLP endpoint over HTTP, in batches of a thread of its own; what it does not take in time is dropped. */
final class Telemetry implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Traces traces;
    private final Runnable closing;

    private Telemetry(Traces traces, Runnable closing) {
        this.traces = traces;
        this.closing = closing;
    }

    /**
     * @param service what runs in this process
     * @return one that does nothing where no endpoint is set
     * @throws UserError exit 2, naming the knob and its value
     */
    static Telemetry of(Settings settings, String service) {
        String endpoint = settings.text("telemetry.endpoint");
        double share = settings.decimal("telemetry.share");
        boolean content = settings.flag("telemetry.content");
        if (!(share >= 0 && share <= 1)) {
            throw UserError.usage("telemetry.share is " + share + ", but must be from 0 to 1");
        }
        if (endpoint.isEmpty()) {
            return new Telemetry(Traces.OFF, () -> {});
        }
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault()
                        .merge(Resource.create(
                                Attributes.of(AttributeKey.stringKey("service.name"), "backchannel-" + service))))
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(share)))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter(endpoint)).build())
                .build();
        return new Telemetry(
                Traces.to(OpenTelemetrySdk.builder().setTracerProvider(provider).build(), content),
                () -> provider.shutdown().join(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    private static OtlpHttpSpanExporter exporter(String endpoint) {
        try {
            return OtlpHttpSpanExporter.builder()
                    .setEndpoint(endpoint.replaceFirst("/+$", "") + "/v1/traces")
                    .setTimeout(PATIENCE)
                    .build();
        } catch (IllegalArgumentException e) {
            throw UserError.usage("telemetry.endpoint is '" + endpoint
                    + "', but must be an address such as http://localhost:4318: " + e.getMessage());
        }
    }

    Traces traces() {
        return traces;
    }

    /** Sends what waits, for a few seconds at most. */
    @Override
    public void close() {
        closing.run();
    }
}
