package dev.backchannel.learner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.learner.log.Announcer;
import dev.backchannel.learner.log.PreferenceSource;
import dev.backchannel.learner.testing.Harness;
import dev.backchannel.topics.Topics;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LearnerLoopTest extends Harness {
    static List<Supplier<Leadership>> mishaps() {
        return List.of(
                () -> {
                    throw new IllegalStateException("a defect");
                },
                () -> {
                    throw new OutOfMemoryError("no room for a defect");
                });
    }

    /** Whatever stops a learner, an operator hears of it. */
    @ParameterizedTest
    @MethodSource("mishaps")
    void whatNoNewBeginningCanMendIsAnAlert(Supplier<Leadership> mishap) {
        Topics topics = cluster.topics();
        Supplier<PreferenceSource> noSource = () -> {
            throw new AssertionError("nobody leads");
        };
        LearnerLoop loop;
        // Closing sends what waits.
        try (Announcer announcer = new Announcer(topics, cluster.servers(), "test", Clock.systemUTC())) {
            loop = new LearnerLoop(noSource, mishap, announcer, () -> 0);
            assertThatThrownBy(loop::run).hasMessageContaining("a defect");
        }
        assertThat(loop.state()).isEqualTo(LearnerLoop.State.STOPPED);
        assertThat(loop.failure()).contains("a defect");
        assertThat(cluster.read(topics.operatorEvents)).singleElement().satisfies(event -> assertThat(event)
                .extracting(OperatorEvent::getName, OperatorEvent::getMessage)
                .satisfies(said -> assertThat(said.toString()).contains("learner_stopped", "a defect")));
    }
}
