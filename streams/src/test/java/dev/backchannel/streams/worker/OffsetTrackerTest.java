package dev.backchannel.streams.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OffsetTrackerTest {
    private static final TopicPartition P = new TopicPartition("mining-tasks", 0);

    private final OffsetTracker tracker = new OffsetTracker();

    @Test
    void commitsUpToTheFirstTaskThatIsNotDone() {
        tracker.begun(P, 5);
        tracker.begun(P, 6);
        tracker.begun(P, 8); // 7 was a transaction's marker
        tracker.done(P, 6);
        assertThat(tracker.toCommit()).isEqualTo(upTo(5));
        assertThat(tracker.toCommit()).as("nothing new").isEmpty();
        tracker.done(P, 5);
        assertThat(tracker.toCommit()).isEqualTo(upTo(8));
        tracker.done(P, 8);
        assertThat(tracker.toCommit()).isEqualTo(upTo(9));
    }

    @Test
    void whatWasTakenAwayIsForgotten() {
        tracker.begun(P, 5);
        tracker.forget(List.of(P));
        tracker.done(P, 5);
        assertThat(tracker.toCommit()).isEmpty();
    }

    private static Map<TopicPartition, OffsetAndMetadata> upTo(long offset) {
        return Map.of(P, new OffsetAndMetadata(offset));
    }
}
