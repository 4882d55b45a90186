package dev.backchannel.server.generation;

import dev.backchannel.server.policies.ServedPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One request from submission to its end. All but {@link #cancel} belongs to the inference thread. */
public final class Generation implements OngoingAnswer {
    private final GenerationRequest request;
    private final long submittedNanos;
    private final Runnable wake;
    private final List<Row> rows = new ArrayList<>();
    private @Nullable ServedPolicy policy;
    private long firstTokenNanos = -1;
    private int unfinished;
    private boolean ended;
    private volatile boolean cancelled;

    Generation(GenerationRequest request, long submittedNanos, Runnable wake) {
        this.request = request;
        this.submittedNanos = submittedNanos;
        this.wake = wake;
        this.unfinished = request.choices();
    }

    /** Its rows are freed before the next step. */
    @Override
    public void cancel() {
        cancelled = true;
        wake.run();
    }

    GenerationRequest request() {
        return request;
    }

    boolean cancelled() {
        return cancelled;
    }

    boolean ended() {
        return ended;
    }

    boolean begun() {
        return policy != null;
    }

    long ageNanos(long now) {
        return now - submittedNanos;
    }

    /**
     * The first row resolves the policy that all use.
     *
     * @return false if it is not loaded any more
     */
    boolean resolved() {
        if (policy == null) {
            policy = request.route().acquire().orElse(null);
            if (policy != null) {
                request.listener().began(policy);
            }
        }
        return policy != null;
    }

    /** Once it is {@link #resolved}. */
    ServedPolicy policy() {
        return Objects.requireNonNull(policy, "a row began before its policy was resolved");
    }

    void add(Row row) {
        rows.add(row);
    }

    void emit(int choice, Piece piece, long now) {
        if (firstTokenNanos < 0) {
            firstTokenNanos = now;
        }
        if (!piece.text().isEmpty() || !piece.logProbs().isEmpty()) {
            request.listener().piece(choice, piece);
        }
    }

    /** A row is complete; the last one ends the request. */
    @Nullable
    GenerationResult rowFinished(long now) {
        unfinished--;
        return unfinished == 0 ? end(Outcome.COMPLETE, "", now) : null;
    }

    /** Ends the request once; its remaining rows are released by the engine. */
    @Nullable
    GenerationResult end(Outcome outcome, String error, long now) {
        if (ended) {
            return null;
        }
        ended = true;
        List<Answer> answers = rows.stream().map(Row::answer).toList();
        long firstToken = firstTokenNanos < 0 ? -1 : firstTokenNanos - submittedNanos;
        GenerationResult result = new GenerationResult(
                outcome, policy == null ? null : policy.id(), answers, firstToken, now - submittedNanos, error);
        if (policy != null) {
            policy.release(); // the lane holds it as long as its decoder lives
        }
        request.listener().ended(result);
        return result;
    }
}
