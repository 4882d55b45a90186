package dev.backchannel.streams.ledger;

import dev.backchannel.avro.DeadLetter;
import java.util.HashMap;
import java.util.Map;

/** The letters about records of interactions, by where the record stood. */
final class DeadLetters {
    private final String topic;
    private final Map<Long, Integer> byOrigin = new HashMap<>();
    private long count;

    /** @param topic of the interactions; letters about other topics are only counted */
    DeadLetters(String topic) {
        this.topic = topic;
    }

    void add(DeadLetter letter) {
        count++;
        if (letter.getOriginTopic().equals(topic)) {
            byOrigin.merge(origin(letter.getOriginPartition(), letter.getOriginOffset()), 1, Integer::sum);
        }
    }

    /**
     * Letters that end this signal. One about the turn that carries a derived follow-up ends the follow-up only if nothing
     * else did: the turn may have failed, and its follow-up have been taken in all the same.
     */
    int about(SignalAccount account) {
        int letters = byOrigin.getOrDefault(origin(account.partition(), account.offset()), 0);
        if (account.isDerived()) {
            return account.hasEndOrPlace() ? 0 : Math.min(1, letters);
        }
        return letters;
    }

    long count() {
        return count;
    }

    /** Partitions are few and offsets far below 2^48. */
    private static long origin(int partition, long offset) {
        return ((long) partition << 48) | offset;
    }
}
