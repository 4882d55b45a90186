package dev.backchannel.learner.run;

import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.Outcome;
import dev.backchannel.learner.example.Example;
import dev.backchannel.learner.log.Dispositions;
import dev.backchannel.learner.plan.Backlog;
import dev.backchannel.learner.plan.Incoming;
import java.util.List;
import java.util.stream.Stream;

/**
 * The ends of records that did not teach.
 *
 * @param dispositions of held-back, unusable and reverted evidence
 * @param undecodable records for the dead letters
 */
record Accounting(List<Disposition> dispositions, List<Incoming.Undecodable> undecodable) {
    /** Of the records that have no committed disposition yet. */
    static Accounting of(List<Incoming> range, Backlog backlog, Dispositions ends) {
        List<Incoming> open =
                range.stream().filter(i -> !backlog.isAccounted(i)).toList();
        return new Accounting(
                open.stream().flatMap(i -> ends.of(i).stream()).toList(),
                open.stream()
                        .filter(Incoming.Undecodable.class::isInstance)
                        .map(Incoming.Undecodable.class::cast)
                        .toList());
    }

    /** Also of what only refused weights have learned. */
    Accounting plus(List<Disposition> reverted) {
        return new Accounting(
                Stream.concat(dispositions.stream(), reverted.stream()).toList(), undecodable);
    }

    static List<Disposition> reverted(List<Example> taughtInVain, String reason, Dispositions ends) {
        return taughtInVain.stream()
                .flatMap(e -> ends.of(e.preference(), Outcome.REVERTED, reason).stream())
                .toList();
    }

    boolean isEmpty() {
        return dispositions.isEmpty() && undecodable.isEmpty();
    }
}
