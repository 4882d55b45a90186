package dev.backchannel.streams.ledger;

import dev.backchannel.avro.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Everything that was found about one signal. */
final class SignalAccount {
    /** @param preferenceId null when the end is not the learner's */
    private record End(Outcome outcome, @Nullable String preferenceId, String reason) {}

    private final String id;
    private final String kind;
    private final int partition;
    private final long offset;
    private final Instant acceptedAt;
    private final boolean processed;
    private boolean pending;
    private @Nullable String minedInto;
    private List<End> ends = List.of();
    private List<Lesson> lessons = List.of();

    /**
     * @param id {@code tenant/conversation_id/event_id}
     * @param kind as the breakdown names it
     * @param processed whether its offset lies below what streams has committed
     */
    SignalAccount(String id, String kind, int partition, long offset, Instant acceptedAt, boolean processed) {
        this.id = id;
        this.kind = kind;
        this.partition = partition;
        this.offset = offset;
        this.acceptedAt = acceptedAt;
        this.processed = processed;
    }

    String id() {
        return id;
    }

    String kind() {
        return kind;
    }

    boolean isDerived() {
        return kind.equals(Arrivals.DERIVED);
    }

    /** Whether anything but a letter was found about it. */
    boolean hasEndOrPlace() {
        return pending || !ends.isEmpty() || !lessons.isEmpty();
    }

    int partition() {
        return partition;
    }

    long offset() {
        return offset;
    }

    Instant acceptedAt() {
        return acceptedAt;
    }

    /**
     * Why it ended so.
     *
     * @param detail of its {@link Finding}
     */
    String reason(String detail) {
        return ends.stream()
                .filter(end -> detail(end.outcome()).equals(detail))
                .map(End::reason)
                .findFirst()
                .orElse("");
    }

    void waits() {
        pending = true;
    }

    void disposed(Outcome outcome, @Nullable String preferenceId, String reason) {
        if (outcome == Outcome.MINED) {
            minedInto = preferenceId;
        } else {
            ends = plus(ends, new End(outcome, preferenceId, reason));
        }
    }

    void speaksFor(Lesson lesson) {
        if (!lessons.contains(lesson)) {
            lessons = plus(lessons, lesson);
        }
    }

    /** @param letters about the record that carried it, or about itself */
    Finding close(Lineage lineage, int letters) {
        List<String> own = new ArrayList<>(); // ends that are not tied to a preference it speaks for
        for (End end : ends) {
            if (lessons.stream().noneMatch(l -> l.preferenceId().equals(end.preferenceId()))) {
                own.add(end.outcome().name());
            }
        }
        for (int i = 0; i < letters; i++) {
            own.add("a dead letter");
        }
        LearnersShare learned = learnersShare(lineage);
        if (learned.twice() != null) {
            return Finding.twice(learned.twice());
        }
        if (own.size() > 1 || (own.size() == 1 && learned.end() != null)) {
            own.addAll(learned.end() == null ? List.of() : List.of(learned.end().detail() + " by the learner"));
            return Finding.twice("ended as " + String.join(" and as ", own));
        }
        if (own.size() == 1) {
            return letters == 1
                    ? Finding.ended(Fate.DEAD_LETTERED, "deadLettered")
                    : ended(ends.get(0).outcome());
        }
        if (learned.open() != null) {
            return learned.open();
        }
        return learned.end() != null ? learned.end() : withoutAnyEnd();
    }

    /**
     * What its preferences came to. One that speaks for two (a pair and a label) ends with the better of them.
     *
     * @param twice not null when one preference ended twice
     * @param open not null when one has not ended: in flight, or unaccounted
     * @param end not null when one has ended
     */
    private record LearnersShare(
            @Nullable String twice,
            @Nullable Finding open,
            @Nullable Finding end) {}

    private LearnersShare learnersShare(Lineage lineage) {
        Finding open = null;
        Finding end = null;
        for (Lesson lesson : lessons) {
            List<Outcome> disposals = ends.stream()
                    .filter(e -> lesson.preferenceId().equals(e.preferenceId()))
                    .map(End::outcome)
                    .toList();
            int taught = lineage.timesTaught(lesson.preferenceId());
            if (lesson.records() > 1 || taught + disposals.size() > 1) {
                String twice = "preference " + lesson.preferenceId() + " was written " + lesson.records()
                        + " times, first taught " + taught + " times and disposed of as " + disposals;
                return new LearnersShare(twice, open, end);
            }
            if (taught == 1) {
                end = Finding.ended(Fate.TAUGHT, "taught");
            } else if (!disposals.isEmpty()) {
                end = end == null ? ended(disposals.get(0)) : end;
            } else if (lesson.offset() >= lineage.consumedOffset()) {
                open = open == null ? Finding.inFlight("waitingForTheLearner") : open;
            } else if (lineage.isUndecided(lesson.preferenceId())) {
                open = open == null ? Finding.inFlight("waitingForTheGate") : open;
            } else {
                open = Finding.unaccounted(lineage.whyNotTaught(lesson));
            }
        }
        return new LearnersShare(null, open, end);
    }

    private Finding withoutAnyEnd() {
        if (pending) {
            return Finding.inFlight("inAnOpenWindow");
        }
        if (!processed) {
            return Finding.inFlight("waitingForStreams");
        }
        String record = " (partition " + partition + ", offset " + offset + " of interactions)";
        return Finding.unaccounted(
                minedInto == null
                        ? "streams has passed it, but it neither waits nor ended" + record
                        : "mined into preference " + minedInto + ", which is not on the preferences topic" + record);
    }

    private static Finding ended(Outcome outcome) {
        Fate fate = outcome == Outcome.HELD_BACK ? Fate.HELD_BACK : Fate.DISPOSED;
        return Finding.ended(fate, detail(outcome));
    }

    private static String detail(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    private static <T> List<T> plus(List<T> list, T item) {
        List<T> more = new ArrayList<>(list.size() + 1);
        more.addAll(list);
        more.add(item);
        return more;
    }
}
