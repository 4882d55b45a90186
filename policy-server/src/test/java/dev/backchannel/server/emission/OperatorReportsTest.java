package dev.backchannel.server.emission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.ComponentStatus;
import dev.backchannel.server.emission.OperatorReports.Heartbeat;
import dev.backchannel.server.testing.Broker;
import dev.backchannel.server.testing.Shared;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Shared.class)
class OperatorReportsTest {
    @Test
    void beatsOnAfterABeatThatFailed(Shared.Parts shared) {
        Broker broker = shared.broker().another();
        AtomicInteger asked = new AtomicInteger();
        try (OperatorReports reports = new OperatorReports(
                broker.topics(), "here", Map.of("bootstrap.servers", broker.bootstrapServers()), Clock.systemUTC())) {
            reports.beat(Duration.ofMillis(20), () -> {
                if (asked.incrementAndGet() == 1) {
                    throw new IllegalStateException("the registry is away");
                }
                return new Heartbeat("ready", "base", Map.of(), Map.of());
            });
            List<ComponentStatus> told =
                    await().until(() -> broker.read(broker.topics().status), beats -> !beats.isEmpty());
            assertThat(told.get(0).getState()).isEqualTo("ready");
        }
    }
}
