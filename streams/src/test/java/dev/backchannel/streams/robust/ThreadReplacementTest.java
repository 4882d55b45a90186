package dev.backchannel.streams.robust;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;

class ThreadReplacementTest {
    @Test
    void replacesAtOnceAndThenAfterAPause() {
        ThreadReplacement replacement = new ThreadReplacement();
        assertThat(timed(replacement)).isLessThan(Duration.ofMillis(200));
        assertThat(timed(replacement)).isGreaterThanOrEqualTo(Duration.ofMillis(240));
        assertThat(timed(replacement)).isGreaterThanOrEqualTo(Duration.ofMillis(490));
    }

    private static Duration timed(ThreadReplacement replacement) {
        Instant began = Instant.now();
        assertThat(replacement.handle(new IllegalStateException("a test")))
                .isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
        return Duration.between(began, Instant.now());
    }
}
