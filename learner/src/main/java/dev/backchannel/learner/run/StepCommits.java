package dev.backchannel.learner.run;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.Verdict;
import dev.backchannel.learner.example.Example;
import dev.backchannel.learner.log.Announcer;
import dev.backchannel.learner.log.Commit;
import dev.backchannel.learner.log.Dispositions;
import dev.backchannel.learner.plan.Backlog;
import dev.backchannel.learner.plan.Incoming;
import dev.backchannel.policy.checkpoint.StoredCheckpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the transaction of a step holds: its checkpoint's record, the ends of what did not teach, and what operators are told. */
final class StepCommits {
    private final CheckpointRecords records;
    private final Dispositions ends;
    private final Announcer announcer;
    private final Alarms alarms;

    StepCommits(CheckpointRecords records, Dispositions ends, Announcer announcer, Alarms alarms) {
        this.records = records;
        this.ends = ends;
        this.announcer = announcer;
        this.alarms = alarms;
    }

    /**
     * A transaction to be made.
     *
     * @param learned how many preferences it makes known for good
     */
    record Made(Commit commit, Checkpoint record, int learned) {}

    /**
     * Of a step that was taken, before anything else learns of it.
     *
     * @param end next offset to be consumed
     * @param range the records below it that no step has covered
     * @param stored its files
     * @param standing before the step
     * @param lastMetrics of the checkpoint that was committed last
     */
    Made of(
            LearnerStep step,
            long end,
            List<Incoming> range,
            StepRun.Outcome outcome,
            StoredCheckpoint stored,
            Standing standing,
            Backlog backlog,
            Map<String, Double> lastMetrics) {
        Course course = outcome.course();
        Alarms.Watch watch = alarms.look(lastMetrics, outcome.metrics(), course == Course.PROMOTED);
        outcome.metrics().putAll(watch.figures());
        List<Example> open = Stream.concat(standing.state().undecided().stream(), outcome.fresh().stream())
                .toList();
        List<Example> learned = course == Course.PROMOTED ? open : List.of();
        Checkpoint record = records.next(
                        stored,
                        standing.from(),
                        standing,
                        step.getStep(),
                        end,
                        outcome.judgement(),
                        learned,
                        outcome.metrics())
                .setGoesOn(course == Course.GOES_ON)
                .build();
        Accounting accounting = Accounting.of(range, backlog, ends);
        if (course == Course.RETURNS) {
            String reason = "the gate refused checkpoint " + record.getCheckpointId();
            accounting = accounting.plus(Accounting.reverted(open, reason, ends));
        }
        Commit commit = new Commit(
                Optional.of(record),
                accounting.dispositions(),
                accounting.undecodable(),
                alerts(record, watch),
                Math.max(end, backlog.accountedTo()));
        return new Made(commit, record, learned.size());
    }

    private List<OperatorEvent> alerts(Checkpoint record, Alarms.Watch watch) {
        Map<String, String> about = Map.of("checkpoint_id", record.getCheckpointId());
        List<OperatorEvent> alerts = new ArrayList<>();
        watch.alarms().forEach(alarm -> alerts.add(announcer.alert(alarm.name(), alarm.message(), about)));
        if (record.getGate().getVerdict() == Verdict.REFUSED) {
            alerts.add(announcer.alert(
                    "gate_refused",
                    "checkpoint " + record.getCheckpointId() + " (step " + record.getStep() + ") is not offered"
                            + (record.getGoesOn() ? ", though training goes on from it: " : ": ")
                            + String.join("; ", record.getGate().getReasons()),
                    about));
        }
        return alerts;
    }
}
