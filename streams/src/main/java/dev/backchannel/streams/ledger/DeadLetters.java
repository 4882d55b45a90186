package dev.backchannel.streams.ledger;

import dev.backchannel.avro.DeadLetter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The letters, by where their records stood, and the marks of those that were redriven. A mark cancels every letter of its
 * origin; the record then stands in two places, and counts where it was sent to. A mark that was not known when interactions
 * were read cancels only what was found elsewhere since: where its record went may not have been seen.
 */
final class DeadLetters {
    private final String topic;
    private final Map<Origin, List<String>> reasons = new HashMap<>();
    private final Set<Origin> redriven = new HashSet<>();
    private final Set<Origin> redrivenLate = new HashSet<>();
    private final Set<Origin> sentAgain = new HashSet<>();
    private boolean late;

    private record Origin(String topic, int partition, long offset) {}

    /** @param topic of the interactions; letters about other topics are only counted */
    DeadLetters(String topic) {
        this.topic = topic;
    }

    void add(DeadLetter letter) {
        Origin origin = new Origin(letter.getOriginTopic(), letter.getOriginPartition(), letter.getOriginOffset());
        if (letter.getRedrive() == null) {
            reasons.computeIfAbsent(origin, o -> new ArrayList<>(1)).add(ReasonKind.of(letter.getReason()));
        } else if (late) {
            redrivenLate.add(origin);
        } else {
            redriven.add(origin);
            sentAgain.add(new Origin(
                    letter.getOriginTopic(),
                    letter.getRedrive().getPartition(),
                    letter.getRedrive().getOffset()));
        }
    }

    /** Marks that come from now on were not known when interactions were read. */
    void interactionsAreRead() {
        late = true;
    }

    /** Whether this record of interactions was sent again, and counts elsewhere. */
    boolean isRedriven(int partition, long offset) {
        return redriven.contains(new Origin(topic, partition, offset));
    }

    /** Whether this record of interactions is one that was sent again. */
    boolean isSentAgain(int partition, long offset) {
        return sentAgain.contains(new Origin(topic, partition, offset));
    }

    /**
     * Letters that end this signal. One about the turn that carries a derived follow-up ends the follow-up only if nothing
     * else did: the turn may have failed, and its follow-up have been taken in all the same. So a redrive of the turn does
     * not cancel it, either.
     */
    int about(SignalAccount account) {
        Origin origin = new Origin(topic, account.partition(), account.offset());
        int letters = reasons.getOrDefault(origin, List.of()).size();
        if (account.isDerived()) {
            return account.hasEndOrPlace() ? 0 : Math.min(1, letters);
        }
        boolean cancelled = redriven.contains(origin) || (redrivenLate.contains(origin) && account.hasEndOrPlace());
        return cancelled ? 0 : letters;
    }

    /** Letters that nobody redrove. */
    long count() {
        return standing().mapToLong(List::size).sum();
    }

    /** How many of {@link #count} are about this account's record. */
    int countedAbout(SignalAccount account) {
        boolean stands = stands(new Origin(topic, account.partition(), account.offset()));
        return stands ? about(account) : 0;
    }

    /** Records that were sent again. */
    long redrivenCount() {
        return redriven.size() + (long) redrivenLate.size();
    }

    /** Letters that nobody redrove, by reason. */
    SortedMap<String, Long> byReason() {
        SortedMap<String, Long> counts = new TreeMap<>();
        standing().forEach(kinds -> kinds.forEach(kind -> counts.merge(kind, 1L, Long::sum)));
        return ReasonKind.most(counts);
    }

    private Stream<List<String>> standing() {
        return reasons.entrySet().stream().filter(e -> stands(e.getKey())).map(Map.Entry::getValue);
    }

    private boolean stands(Origin origin) {
        return !redriven.contains(origin) && !redrivenLate.contains(origin);
    }
}
