package dev.backchannel.standalone.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.config.Knobs;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.config.SettingsLoader;
import dev.backchannel.topics.Traces;
import io.opentelemetry.api.trace.SpanKind;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TelemetryTest {
    private static Settings settings(Map<String, String> flags) {
        return new SettingsLoader(Knobs.reference(), Map.of()).load(Optional.empty(), flags);
    }

    @Test
    void withoutAnEndpointThereAreNoTraces() {
        try (Telemetry telemetry = Telemetry.of(settings(Map.of()), "learner")) {
            assertThat(telemetry.traces()).isSameAs(Traces.OFF);
        }
    }

    @Test
    void spansGoToTheEndpointAsProtocolBuffers() throws Exception {
        CompletableFuture<String> received = new CompletableFuture<>();
        HttpServer collector = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
            received.complete(exchange.getRequestHeaders().getFirst("content-type") + " " + body);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        String endpoint = "http://localhost:" + collector.getAddress().getPort() + "/";
        try (Telemetry telemetry = Telemetry.of(settings(Map.of("telemetry.endpoint", endpoint)), "learner")) {
            telemetry
                    .traces()
                    .begin("learner step", SpanKind.CONSUMER, null)
                    .setAttribute("backchannel.step", 7)
                    .end();
        }
        assertThat(received.get(10, TimeUnit.SECONDS))
                .startsWith("application/x-protobuf")
                .contains("backchannel-learner", "learner step", "backchannel.step");
        collector.stop(0);
    }

    @Test
    void aWrongKnobIsNamed() {
        assertThatThrownBy(() -> Telemetry.of(settings(Map.of("telemetry.share", "2")), "learner"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("telemetry.share");
        assertThatThrownBy(() -> Telemetry.of(settings(Map.of("telemetry.endpoint", "nowhere")), "learner"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("telemetry.endpoint");
    }
}
