package dev.backchannel.streams.ledger;

import static dev.backchannel.streams.ledger.Made.AT;
import static dev.backchannel.streams.ledger.Made.checkpoint;
import static dev.backchannel.streams.ledger.Made.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

/** A book of hand-made topics, which every test writes and closes. Streams has processed the first ten records. */
abstract class BookCase {
    static final Duration WINDOW = Duration.ofDays(7);
    static final long PROCESSED = 10;

    Book book = new Book("interactions", "default", Map.of(0, PROCESSED), Set.of(), WINDOW);
    final List<Checkpoint> checkpoints = new ArrayList<>();
    final List<LearnerStep> steps = new ArrayList<>();
    long next;
    LedgerReport report;

    @AfterEach
    void everySignalIsCountedOnce() {
        assertThat(report.accepted())
                .isEqualTo(report.taught()
                        + report.heldBack()
                        + report.disposed()
                        + report.deadLettered()
                        + report.inFlight()
                        + report.unaccounted()
                        + report.endedTwice());
        assertThat(report.byOutcome().values().stream().mapToLong(n -> n).sum()).isEqualTo(report.accepted());
    }

    long arrive(Interaction event) {
        return arrive(event, AT.plusMillis(next));
    }

    long arrive(Interaction event, Instant acceptedAt) {
        book.interaction(0, next, acceptedAt, "default/c1", event);
        return next++;
    }

    /** One more checkpoint k{step}, which consumed everything below {@code consumed} in one step with these preferences. */
    void learn(long step, long consumed, String... preferences) {
        String parent = "k" + (step - 1);
        if (checkpoints.isEmpty()) {
            checkpoints.add(checkpoint("k0", null, 0, 0, Verdict.PASSED));
        }
        steps.add(step(step, parent, 0, consumed, preferences));
        checkpoints.add(checkpoint("k" + step, parent, step, consumed, Verdict.PASSED));
    }

    void close() {
        Balance balance = new Balance(AT.plusSeconds(90));
        book.close(Lineage.of(checkpoints, steps), List.of(), balance);
        report = balance.report();
    }
}
