package dev.backchannel.learner.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Records that no committed step covers yet, in order. Those below {@link #accountedTo} already have their dispositions,
 * but still matter to the next step's state. Not thread-safe.
 */
public final class Backlog {
    private final List<Incoming> waiting = new ArrayList<>();
    private final int heldBackCapacity;
    private long from;
    private long accountedTo;

    /**
     * @param heldBackCapacity how many held-back records the state keeps; older ones need not wait
     * @param from first offset that no committed step covers
     * @param accountedTo first offset without a committed disposition or step; at least {@code from}
     */
    public Backlog(int heldBackCapacity, long from, long accountedTo) {
        this.heldBackCapacity = heldBackCapacity;
        this.from = from;
        this.accountedTo = Math.max(from, accountedTo);
    }

    public void add(Incoming incoming) {
        waiting.add(incoming);
    }

    /**
     * Looks at every record again.
     *
     * @param look the record as it came, or otherwise
     */
    public void review(UnaryOperator<Incoming> look) {
        waiting.replaceAll(look);
    }

    public List<Incoming> waiting() {
        return List.copyOf(waiting);
    }

    public List<Incoming> below(long offset) {
        return waiting.stream().filter(i -> i.offset() < offset).toList();
    }

    public long from() {
        return from;
    }

    public boolean isAccounted(Incoming incoming) {
        return incoming.offset() < accountedTo;
    }

    /** Records that may still teach. */
    public long teachable() {
        return waiting.stream().filter(Incoming.Teachable.class::isInstance).count();
    }

    /** The oldest record that has neither taught nor a disposition, on the learner's clock; else {@code otherwise}. */
    public long oldestArrival(long otherwise) {
        return waiting.stream()
                .filter(i -> !isAccounted(i))
                .findFirst()
                .map(Incoming::arrivedNanos)
                .orElse(otherwise);
    }

    /** Whether something waits that has neither taught nor a disposition. */
    public boolean hasOpen() {
        return waiting.stream().anyMatch(i -> !isAccounted(i));
    }

    /** First offset without a committed disposition or step. */
    public long accountedTo() {
        return accountedTo;
    }

    /** A step that covers everything below {@code to} was committed. */
    public void stepped(long to) {
        waiting.removeIf(i -> i.offset() < to);
        from = to;
        accountedTo = Math.max(accountedTo, to);
    }

    /** Dispositions of everything below {@code to} were committed without a step. */
    public void accounted(long to) {
        accountedTo = to;
        waiting.removeIf(i -> isAccounted(i) && !(i instanceof Incoming.Held));
        long held = waiting.stream().filter(this::isAccounted).count();
        for (; held > heldBackCapacity; held--) {
            waiting.remove(0);
        }
    }
}
