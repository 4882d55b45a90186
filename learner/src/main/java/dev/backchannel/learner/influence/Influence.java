package dev.backchannel.learner.influence;

import dev.backchannel.learner.example.Example;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * What was let through of late, in the order of the log and by the log's own clock. The same records read in the same order
 * make the same influence. Mutable; a state holds a copy.
 */
public final class Influence {
    private final LogClock clock;
    /** Oldest first; none later than the clock. */
    private final Deque<Lesson> lessons;

    public Influence() {
        this(new LogClock(), List.of());
    }

    Influence(LogClock clock, List<Lesson> lessons) {
        this.clock = clock;
        this.lessons = new ArrayDeque<>(lessons);
    }

    public Influence copy() {
        return new Influence(new LogClock(clock.newest()), List.copyOf(lessons));
    }

    /** A record was read that could teach, whether or not it may; what is too old by now is forgotten. */
    void hear(Example example, InfluenceSettings settings) {
        clock.hear(example.preference().getAcceptedAt().toEpochMilli());
        long now = clock.now();
        Deque<Lesson> ahead = new ArrayDeque<>();
        while (!lessons.isEmpty() && lessons.peekLast().at() > now) {
            ahead.addFirst(
                    lessons.removeLast().at(now)); // the clock went back: it had been put forward by absurd times
        }
        lessons.addAll(ahead);
        long from = now - settings.window().toMillis();
        while (!lessons.isEmpty() && lessons.peekFirst().at() <= from) {
            lessons.removeFirst();
        }
    }

    /** It is let through. */
    void take(Example example, InfluenceSettings settings) {
        lessons.addLast(offered(example));
        while (lessons.size() > settings.remembered()) {
            lessons.removeFirst();
        }
    }

    /** As what it would be remembered. */
    Lesson offered(Example example) {
        return Lesson.of(example, clock.now());
    }

    LogClock clock() {
        return clock;
    }

    Iterable<Lesson> lessons() {
        return lessons;
    }

    int size() {
        return lessons.size();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Influence i
                && clock.newest().equals(i.clock.newest())
                && List.copyOf(lessons).equals(List.copyOf(i.lessons));
    }

    @Override
    public int hashCode() {
        Iterator<Lesson> all = lessons.iterator();
        return Objects.hash(clock.newest(), lessons.size(), all.hasNext() ? all.next() : null);
    }
}
