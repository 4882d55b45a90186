package dev.backchannel.ingestion;

import dev.backchannel.topics.Cause;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What the broker said about each event of a batch; complete when it has spoken about all. Thread-safe. */
final class Delivery {
    @SuppressWarnings("StaticAssignmentOfThrowable") // a mark, never thrown: it has neither stack nor suppressed ones
    private static final Exception ACKNOWLEDGED = new Exception("acknowledged", null, false, false) {
        private static final long serialVersionUID = 1;
    };

    private final List<Batch.Valid> events;
    private final AtomicReferenceArray<Exception> outcomes;
    private final AtomicInteger open;
    private final Promise<Delivery> complete = Promise.promise();
    private volatile @Nullable TimeoutException unreachable;

    Delivery(List<Batch.Valid> events) {
        this.events = events;
        outcomes = new AtomicReferenceArray<>(events.size());
        open = new AtomicInteger(events.size());
        if (events.isEmpty()) {
            complete.complete(this);
        }
    }

    Future<Delivery> future() {
        return complete.future();
    }

    /** @param problem null: acknowledged. Only the first word about an event counts. */
    void settle(int i, @Nullable Exception problem) {
        if (problem instanceof TimeoutException timeout) {
            unreachable = timeout;
        }
        if (outcomes.compareAndSet(i, null, problem == null ? ACKNOWLEDGED : problem) && open.decrementAndGet() == 0) {
            complete.tryComplete(this);
        }
    }

    /** Not null once an event has timed out. */
    @Nullable
    TimeoutException unreachable() {
        return unreachable;
    }

    List<Batch.Valid> events() {
        return events;
    }

    boolean acknowledged(int i) {
        return outcomes.get(i) == ACKNOWLEDGED;
    }

    /** Whether sending the same event again could ever help. */
    boolean hopeless(int i) {
        return outcomes.get(i) instanceof RecordTooLargeException;
    }

    /** Why event {@code i} was not acknowledged. */
    String problem(int i) {
        return Cause.message(outcomes.get(i));
    }
}
