package dev.backchannel.topics;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Where a partition begins and ends. */
public final class Offsets {
    private Offsets() {}

    /** First offset that it still holds. */
    public static long beginning(Consumer<?, ?> consumer, TopicPartition partition) {
        return of(consumer.beginningOffsets(List.of(partition)), partition);
    }

    /** First offset that it does not hold yet. */
    public static long end(Consumer<?, ?> consumer, TopicPartition partition) {
        return of(consumer.endOffsets(List.of(partition)), partition);
    }

    private static long of(Map<TopicPartition, Long> asked, TopicPartition partition) {
        return Objects.requireNonNull(
                asked.get(partition), () -> "the broker was asked for " + partition + " and told nothing");
    }
}
