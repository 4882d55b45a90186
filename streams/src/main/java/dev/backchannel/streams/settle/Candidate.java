package dev.backchannel.streams.settle;

import dev.backchannel.avro.MiningKind;
import dev.backchannel.avro.PendingSignal;
import dev.backchannel.streams.mining.Trust;
import dev.backchannel.streams.mining.Verdict;
import java.util.Comparator;

/** A signal that could teach, with what it would do. */
record Candidate(PendingSignal signal, Verdict verdict) {
    /** The order of trust; what says nothing without a score comes after everything that speaks for itself. */
    static final Comparator<Candidate> LEAST_TRUSTED_FIRST =
            Comparator.comparing(Candidate::speaks).thenComparing(Candidate::signal, Trust.ORDER);

    private boolean speaks() {
        return !(verdict instanceof Verdict.Ask ask && ask.task().getKind() == MiningKind.SCORE);
    }
}
