package dev.backchannel.standalone.chaos;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.Verdict;
import dev.backchannel.streams.ledger.CommittedSteps;
import dev.backchannel.streams.ledger.Ledger;
import dev.backchannel.streams.ledger.LedgerReport;
import dev.backchannel.streams.ledger.LogReader;
import dev.backchannel.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads from the topics alone whether anything was lost, taught twice, or not accounted for. */
public final class Inspection {
    private static final Duration OPEN_TRANSACTION = Duration.ofSeconds(60);

    private final String bootstrapServers;
    private final Topics topics;

    public Inspection(String bootstrapServers, Topics topics) {
        this.bootstrapServers = bootstrapServers;
        this.topics = topics;
    }

    /**
     * @param acknowledged ids that a server said it has taken
     * @param patience how long to wait until nothing is on its way any more
     */
    public Findings read(Set<String> acknowledged, Duration patience) {
        LedgerReport ledger = new Ledger(bootstrapServers, topics, Ledger.DEDUPLICATION).settle(patience, report -> {});
        try (LogReader reader = new LogReader(bootstrapServers, OPEN_TRANSACTION)) {
            Set<String> there = new HashSet<>();
            reader.each(topics.interactions, (at, event) -> there.add(event.getEventId()));
            List<String> lost = acknowledged.stream()
                    .filter(id -> !there.contains(id))
                    .sorted()
                    .toList();
            List<String> written = new ArrayList<>();
            reader.each(topics.preferences, (at, preference) -> written.add(preference.getPreferenceId()));
            List<LearnerStep> steps = new ArrayList<>();
            List<Checkpoint> checkpoints = reader.standing(topics.checkpoints);
            reader.each(topics.learnerSteps, (at, step) -> steps.add(step));
            List<CommittedSteps.Committed> served = CommittedSteps.of(checkpoints, steps).all().stream()
                    .filter(CommittedSteps.Committed::served)
                    .toList();
            List<String> taught =
                    served.stream().flatMap(step -> step.fresh().stream()).toList();
            return new Findings(
                    ledger,
                    acknowledged.size(),
                    lost,
                    repeated(taught),
                    repeated(written),
                    forks(checkpoints),
                    served.size());
        }
    }

    private static List<String> forks(List<Checkpoint> checkpoints) {
        return repeated(checkpoints.stream()
                .filter(checkpoint -> checkpoint.getGate().getVerdict() != Verdict.REFUSED)
                .map(Checkpoint::getParentId)
                .filter(parent -> parent != null && !parent.isEmpty())
                .toList());
    }

    private static List<String> repeated(List<String> ids) {
        Set<String> seen = new HashSet<>();
        return ids.stream().filter(id -> !seen.add(id)).distinct().sorted().toList();
    }
}
