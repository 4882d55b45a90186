package dev.backchannel.learner.run;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the gate has refused since the last good checkpoint; adapters that were published do not count.
 *
 * @param good empty if none stands
 * @param goesOnFrom the refused one that the next step starts from; empty: {@code good}
 * @param returns how often training returned to {@code good}
 * @param streak refused steps since the last return
 */
record Refusals(Optional<Checkpoint> good, Optional<Checkpoint> goesOnFrom, long returns, int streak) {
    /** @param committed in the order of their steps */
    static Refusals since(List<Checkpoint> committed, List<LearnerStep> steps) {
        Set<Long> published = steps.stream()
                .filter(step -> step.getCause().equals(Publication.CAUSE))
                .map(LearnerStep::getStep)
                .collect(Collectors.toSet());
        Checkpoint good = null;
        Checkpoint goesOnFrom = null;
        long returns = 0;
        int streak = 0;
        for (Checkpoint checkpoint : committed) {
            if (checkpoint.getGate().getVerdict() != Verdict.REFUSED) {
                good = checkpoint;
                goesOnFrom = null;
                returns = 0;
                streak = 0;
            } else if (checkpoint.getGoesOn()) {
                goesOnFrom = checkpoint;
                streak++;
            } else if (!published.contains(checkpoint.getStep())) {
                goesOnFrom = null;
                returns++;
                streak = 0;
            }
        }
        return new Refusals(Optional.ofNullable(good), Optional.ofNullable(goesOnFrom), returns, streak);
    }
}
