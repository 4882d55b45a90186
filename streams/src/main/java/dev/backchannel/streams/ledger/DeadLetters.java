package dev.backchannel.streams.ledger;

import dev.backchannel.avro.DeadLetter;
import dev.backchannel.topics.Keys;
import java.util.HashMap;
import java.util.Map;

/** The letters about records of one topic, by where the record stood. Those about derived follow-ups alone are apart. */
final class DeadLetters {
    private final String topic;
    private final Map<Long, Integer> byOrigin = new HashMap<>();
    private final Map<String, Integer> ofDerived = new HashMap<>();
    private long elsewhere;

    /** @param topic whose records they are about; letters about other topics are only counted */
    DeadLetters(String topic) {
        this.topic = topic;
    }

    void add(DeadLetter letter) {
        String event = letter.getEventId();
        if (!letter.getOriginTopic().equals(topic)) {
            elsewhere++;
        } else if (event != null && event.endsWith(Keys.DERIVED_FOLLOW_UP) && letter.getConversationId() != null) {
            String tenant = letter.getTenant() == null ? Keys.DEFAULT_TENANT : letter.getTenant();
            ofDerived.merge(SignalIds.of(tenant, letter.getConversationId(), event), 1, Integer::sum);
        } else {
            byOrigin.merge(origin(letter.getOriginPartition(), letter.getOriginOffset()), 1, Integer::sum);
        }
    }

    int about(int partition, long offset) {
        return byOrigin.getOrDefault(origin(partition, offset), 0);
    }

    int aboutDerived(String signalId) {
        return ofDerived.getOrDefault(signalId, 0);
    }

    /** Letters about records of other topics, which are not signals. */
    long elsewhere() {
        return elsewhere;
    }

    /** Partitions are few and offsets far below 2^48. */
    private static long origin(int partition, long offset) {
        return ((long) partition << 48) | offset;
    }
}
