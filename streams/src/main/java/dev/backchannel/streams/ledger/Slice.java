package dev.backchannel.streams.ledger;

import dev.backchannel.avro.LearnerStep;
import dev.backchannel.topics.Keys;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * A share of the conversations. All that decides about a signal lies within its conversation: so an account of any size can be
 * made share by share, each small enough for memory.
 *
 * @param number from 0
 * @param of how many there are
 */
record Slice(int number, int of) {
    /** Seen in a soak (docs/soak.md), turns among the events, and a little more. */
    private static final long BYTES_OF_AN_EVENT = 1_200;
    /** Of the heap; whoever asks may be serving, too. */
    private static final int SHARE = 3;

    /**
     * @param events to be accounted for, turns included
     * @param heap bytes that there may be
     */
    static List<Slice> sharing(long events, long heap) {
        long each = heap / SHARE / BYTES_OF_AN_EVENT;
        int of = Math.toIntExact(Math.max(1, (events + each - 1) / each));
        return IntStream.range(0, of).mapToObj(n -> new Slice(n, of)).toList();
    }

    /** @param key of a record: {@code tenant/conversation_id}, or whatever stands there */
    boolean hasKey(String key) {
        int hash = key.hashCode();
        return Math.floorMod(hash ^ (hash >>> 16), of) == number;
    }

    boolean has(String tenant, String conversationId) {
        return of == 1 || hasKey(Keys.of(tenant, conversationId));
    }

    /**
     * What this share needs to know of a step, so that all shares together hold it once.
     *
     * @param known whether a preference is one of this share's
     */
    LearnerStep of(LearnerStep step, Predicate<String> known) {
        if (of == 1) {
            return step;
        }
        Set<String> replayed = new HashSet<>(step.getReplayed());
        Predicate<String> uses = id -> replayed.contains(id) ? hasKey(id) : known.test(id);
        return LearnerStep.newBuilder(step)
                .setPreferenceIds(step.getPreferenceIds().stream().filter(uses).toList())
                .setReplayed(step.getReplayed().stream().filter(this::hasKey).toList())
                .setErased(List.of())
                .build();
    }
}
