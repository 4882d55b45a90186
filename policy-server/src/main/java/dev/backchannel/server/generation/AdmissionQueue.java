package dev.backchannel.server.generation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Answers that wait for a row: users before internal requests, each in the order they came. Thread-safe, bounded. */
final class AdmissionQueue {
    /** One answer of a request. */
    record Waiting(Generation generation, int choice) {}

    private final int capacity;
    private final Deque<Waiting> users = new ArrayDeque<>();
    private final Deque<Waiting> internals = new ArrayDeque<>();
    private boolean woken;
    private boolean closed;

    AdmissionQueue(int capacity) {
        this.capacity = capacity;
    }

    /**
     * @throws QueueFullException if not all answers of the request find room; none of them waits then
     * @throws IllegalStateException if the queue is closed
     */
    synchronized void offer(Generation generation) {
        if (closed) {
            throw new IllegalStateException("the server is shutting down");
        }
        int choices = generation.request().choices();
        if (waiting() + choices > capacity) {
            throw new QueueFullException(waiting());
        }
        Deque<Waiting> queue = generation.request().internal() ? internals : users;
        for (int choice = 0; choice < choices; choice++) {
            queue.add(new Waiting(generation, choice));
        }
        wake();
    }

    /**
     * The next answer to begin, or null. One for which there is no memory yet is not overtaken, so that it has its turn.
     *
     * @param internalsAllowed whether an internal one may take a row now
     * @param fits whether there is memory for it
     */
    synchronized @Nullable Waiting poll(boolean internalsAllowed, Predicate<Generation> fits) {
        Deque<Waiting> queue = users.isEmpty() && internalsAllowed ? internals : users;
        Waiting next = queue.peek();
        return next != null && fits.test(next.generation()) ? queue.poll() : null;
    }

    /** Shows every waiting request to {@code check} and drops those for which it is true. */
    void dropIf(Predicate<Generation> check) {
        removeIf(users, check);
        removeIf(internals, check);
    }

    private synchronized void removeIf(Deque<Waiting> queue, Predicate<Generation> check) {
        queue.removeIf(waiting -> check.test(waiting.generation()));
    }

    /** Takes nothing more, and returns the requests that were waiting. */
    synchronized List<Generation> close() {
        closed = true;
        return Stream.concat(users.stream(), internals.stream())
                .map(Waiting::generation)
                .distinct()
                .toList();
    }

    synchronized int waiting() {
        return users.size() + internals.size();
    }

    synchronized boolean usersWaiting() {
        return !users.isEmpty();
    }

    synchronized void wake() {
        woken = true;
        notifyAll();
    }

    /** Waits until {@link #wake}, at most {@code millis}. */
    @SuppressWarnings("WaitNotInLoop") // to look too early does no harm
    synchronized void await(long millis) throws InterruptedException {
        if (!woken) {
            wait(millis);
        }
        woken = false;
    }
}
