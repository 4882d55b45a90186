package dev.backchannel.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.ComponentStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OperatorChannelTest {
    /** Who beats again and again would else never beat again. */
    @Test
    void whatCannotBeWrittenIsDoneWith() {
        AtomicInteger done = new AtomicInteger();
        try (OperatorChannel channel = new OperatorChannel(
                new Topics(TopicSettings.singleBroker()),
                Map.of("bootstrap.servers", "127.0.0.1:1"),
                "test",
                "1",
                Duration.ofSeconds(1),
                Clock.systemUTC())) {
            channel.send(new ComponentStatus(), done::incrementAndGet); // lacks what it must have
        }
        assertThat(done).hasValue(1);
    }
}
