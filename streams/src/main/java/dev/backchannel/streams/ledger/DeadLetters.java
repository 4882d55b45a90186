package dev.backchannel.streams.ledger;

import dev.backchannel.avro.DeadLetter;
import dev.backchannel.topics.Keys;
import java.util.HashMap;
import java.util.Map;

/** The letters about records of interactions, by where the record stood. Those about derived follow-ups alone are apart. */
final class DeadLetters {
    private final String topic;
    private final Map<Long, Integer> byOrigin = new HashMap<>();
    private final Map<String, Integer> ofDerived = new HashMap<>();
    private long count;

    /** @param topic of the interactions; letters about other topics are only counted */
    DeadLetters(String topic) {
        this.topic = topic;
    }

    void add(DeadLetter letter) {
        count++;
        String event = letter.getEventId();
        if (!letter.getOriginTopic().equals(topic)) {
            return;
        }
        if (event != null && event.endsWith(Keys.DERIVED_FOLLOW_UP) && letter.getConversationId() != null) {
            String tenant = letter.getTenant() == null ? Keys.DEFAULT_TENANT : letter.getTenant();
            ofDerived.merge(SignalIds.of(tenant, letter.getConversationId(), event), 1, Integer::sum);
        } else {
            byOrigin.merge(origin(letter.getOriginPartition(), letter.getOriginOffset()), 1, Integer::sum);
        }
    }

    /**
     * Letters that end this signal. One about the turn that carries a derived follow-up ends the follow-up only if nothing
     * else did: the turn may have failed, and its follow-up have been taken in all the same.
     */
    int about(SignalAccount account) {
        int own = ofDerived.getOrDefault(account.id(), 0);
        int carrier = byOrigin.getOrDefault(origin(account.partition(), account.offset()), 0);
        if (account.isDerived()) {
            return own == 0 && !account.hasEndOrPlace() ? Math.min(1, carrier) : own;
        }
        return own + carrier;
    }

    long count() {
        return count;
    }

    /** Partitions are few and offsets far below 2^48. */
    private static long origin(int partition, long offset) {
        return ((long) partition << 48) | offset;
    }
}
