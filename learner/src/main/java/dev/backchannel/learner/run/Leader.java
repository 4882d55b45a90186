package dev.backchannel.learner.run;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.log.CommandInbox;
import dev.backchannel.learner.log.Commit;
import dev.backchannel.learner.log.ControlsInbox;
import dev.backchannel.learner.log.Dispositions;
import dev.backchannel.learner.log.LearnerTransactions;
import dev.backchannel.learner.log.PreferenceSource;
import dev.backchannel.learner.log.RollbackInbox;
import dev.backchannel.learner.plan.Backlog;
import dev.backchannel.learner.plan.Incoming;
import dev.backchannel.learner.plan.IncomingReader;
import dev.backchannel.learner.plan.StepPlan;
import dev.backchannel.learner.plan.StepPlanner;
import dev.backchannel.learner.state.LearnerStateCodec;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.checkpoint.CheckpointContent;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.policy.checkpoint.StoredCheckpoint;
import io.opentelemetry.api.trace.Span;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Turns preferences into committed checkpoints, for as long as it owns them: read, announce a step, take it, judge it,
 * write its files, commit. One thread; after any exception it is closed, and the next leader recovers from the log.
 */
final class Leader implements AutoCloseable {
    /** A backlog of so many largest batches is enough to wait in memory. */
    private static final int BATCHES_IN_MEMORY = 8;

    private static final Duration IDLE_POLL = Duration.ofMillis(100);
    private static final Duration BUSY_POLL = Duration.ofMillis(5);

    private final LearnerConfig config;
    private final String policy;
    private final PolicyModel model;
    private final PreferenceSource source;
    private final LearnerTransactions transactions;
    private final CommandInbox inbox;
    private final RollbackInbox rollbacks;
    private final Interventions interventions;
    private final IncomingReader reader;
    private final StepPlanner planner;
    private final StepRun stepRun;
    private final LearnerStateCodec codec;
    private final CheckpointStore checkpoints;
    private final PatientStore patientStore;
    private final BooleanSupplier goOn;
    private final Retention retention;
    private final LearnerFigures figures;
    private final StepTraces traces;
    private final LongSupplier nanos;
    private final Backlog backlog;
    private final Dispositions ends;
    private final StepCommits commits;
    private Optional<LearnerStep> pending;
    private Standing standing;
    private Map<String, Double> lastMetrics;
    private final Screening screening;

    Leader(
            LeaderParts parts,
            PreferenceSource source,
            LearnerTransactions transactions,
            CommandInbox inbox,
            RollbackInbox rollbacks,
            ControlsInbox controls,
            Recovered recovered,
            BooleanSupplier goOn) {
        this.goOn = goOn;
        this.config = parts.config();
        this.policy = parts.policy();
        this.model = parts.model();
        this.source = source;
        this.transactions = transactions;
        this.inbox = inbox;
        this.rollbacks = rollbacks;
        this.interventions = parts.interventions();
        this.ends = new Dispositions(parts.policy());
        this.commits = new StepCommits(
                parts.records(),
                ends,
                parts.announcer(),
                new Alarms(config.gate().alarms()));
        this.reader = parts.reader();
        this.planner = new StepPlanner(config.batch());
        this.stepRun = parts.stepRun();
        this.codec = parts.codec();
        this.checkpoints = parts.checkpoints();
        this.retention = parts.retention();
        this.screening = new Screening(
                config.batch().influence(), controls, recovered.state().influence());
        this.lastMetrics = recovered.lastMetrics();
        retention.begin(recovered.committed());
        this.figures = parts.figures();
        this.patientStore = new PatientStore(checkpoints, source, goOn, parts.announcer(), figures);
        this.traces = parts.traces();
        this.nanos = parts.nanos();
        this.backlog = new Backlog(
                config.gate().heldBackCases(), recovered.consumed(), source.accountedTo(recovered.consumed()));
        this.pending = recovered.pending();
        this.standing = recovered.standing(model);
        figures.promoted(recovered.good().record());
    }

    /** Until it is asked to end, or the partition is lost. */
    void lead() {
        source.seek(backlog.from());
        source.pause(false);
        while (goOn.getAsBoolean() && source.isOwned()) {
            read();
            screening.listen(backlog, standing.state().influence(), pending);
            figures.told(screening.isPaused(), screening.quarantined());
            if (screening.isPaused()) {
                figures.caughtUp(false);
            } else if (pending.isPresent()) {
                obey(pending.get());
            } else {
                rollbacks.poll().forEach(this::follow);
                inbox.poll().forEach(this::carryOut);
                // Asked once: a record that falls due between the two must wait for the next round, or it would be
                // accounted for without having taught.
                boolean overdue = isOverdue();
                boolean stepped = step(overdue);
                if (!stepped && overdue) {
                    account();
                }
                figures.caughtUp(!stepped && source.isAtEnd());
            }
            retention.sweep(transactions);
        }
    }

    private void read() {
        boolean full =
                backlog.teachable() >= (long) BATCHES_IN_MEMORY * config.batch().largest();
        boolean mustReadOn = pending.isPresent();
        source.pause(full && !mustReadOn);
        boolean waiting = backlog.teachable() >= config.batch().nominal();
        source.poll(waiting ? BUSY_POLL : IDLE_POLL).forEach(read -> {
            if (read.offset() >= backlog.from()) {
                traces.note(read);
                backlog.add(screening.screen(reader.read(read), backlog, pending));
            }
        });
        figures.waiting(backlog.waiting().size());
    }

    /** Takes a step that a former leader announced, as it was announced, once all of it was read. */
    private void obey(LearnerStep announced) {
        long end = Composition.end(announced);
        if (source.position() >= end) {
            take(announced);
            pending = Optional.empty();
        }
    }

    /** An operator's command takes the place of a step. */
    private void carryOut(OperatorCommand command) {
        intervene(interventions.carryOut(command, standing, backlog.from(), screening::isErased));
        interventions.done(command);
    }

    private void follow(OperatorEvent rollback) {
        intervene(interventions.follow(rollback, standing, backlog.from(), screening::isErased));
    }

    private void intervene(Intervention done) {
        try {
            transactions.commit(
                    new Commit(
                            done.step(),
                            done.record(),
                            done.reverted(),
                            List.of(),
                            done.event().stream().toList(),
                            backlog.accountedTo()),
                    source);
        } catch (RuntimeException e) {
            done.next().makeWayFor(standing);
            throw e;
        }
        if (done.step().isEmpty()) {
            return; // nothing came of it
        }
        standing.makeWayFor(done.next());
        standing = done.next();
        done.record().ifPresent(record -> {
            lastMetrics = record.getMetrics();
            figures.committed(record, 0);
            settled(record);
        });
    }

    private boolean step(boolean overdue) {
        List<String> dropped = screening.toDrop(standing);
        Optional<StepPlan> plan = planner.plan(
                backlog.waiting(),
                backlog.from(),
                standing.state().without(Set.copyOf(dropped)).reservoir(),
                standing.nextStep(),
                overdue);
        if (plan.isEmpty()) {
            return false;
        }
        LearnerStep announced = Composition.announce(plan.get(), policy, standing, config.seed(), dropped);
        transactions.announce(announced);
        take(announced);
        return true;
    }

    private void take(LearnerStep step) {
        long end = Composition.end(step);
        traces.over(step.getStep(), end, span -> take(step, end, span));
    }

    private void take(LearnerStep step, long end, Span span) {
        List<Incoming> range = backlog.below(end);
        StepRun.Outcome outcome = stepRun.run(
                        step, range, standing, config.gate().refusalsBeforeReturn())
                .with(screening.after(standing.state().influence(), range));
        try {
            long started = nanos.getAsLong();
            CheckpointContent content = new CheckpointContent(
                    standing.from().id(),
                    model.baseDigest(),
                    step.getStep(),
                    outcome.weights(),
                    outcome.optimizer(),
                    Map.of(LearnerStateCodec.FILE, codec.write(outcome.state())));
            StoredCheckpoint stored = patientStore.write(content);
            outcome.metrics().put("files.ms", (nanos.getAsLong() - started) / 1e6);
            commit(step, end, range, outcome, stored, span);
        } catch (RuntimeException e) {
            outcome.adapter().ifPresent(Adapter::close);
            throw e;
        }
    }

    private void commit(
            LearnerStep step,
            long end,
            List<Incoming> range,
            StepRun.Outcome outcome,
            StoredCheckpoint stored,
            Span span) {
        StepCommits.Made made = commits.of(step, end, range, outcome, stored, standing, backlog, lastMetrics);
        transactions.commit(made.commit(), source, StepTraces.made(span, made.record()));
        Checkpoint record = made.record();
        backlog.stepped(end);
        figures.committed(record, made.learned());
        lastMetrics = record.getMetrics();
        stand(record, outcome);
        settled(record);
    }

    /** Recovery wants to read these. */
    private void settled(Checkpoint newest) {
        retention.committed(newest);
        Set<String> wanted = new HashSet<>(List.of(
                newest.getCheckpointId(), standing.good().id(), standing.from().id()));
        if (standing.reference().checkpointId() != null) {
            wanted.add(standing.reference().checkpointId());
        }
        checkpoints.keepCopies(wanted);
    }

    private void stand(Checkpoint record, StepRun.Outcome outcome) {
        long next = record.getStep() + 1;
        Standing after =
                switch (outcome.course()) {
                    case PROMOTED -> Standing.on(outcome.footing(record), outcome.state(), standing.reference(), next);
                    case GOES_ON -> standing.goesOn(outcome.footing(record));
                    case RETURNS -> standing.returned(outcome.state(), next);
                };
        if (outcome.course() == Course.RETURNS) {
            outcome.adapter().ifPresent(Adapter::close);
        }
        standing.makeWayFor(after);
        standing = after;
    }

    /** Accounts for records that will never teach, where no step does it in time: something is overdue, yet no step was to be had. */
    private void account() {
        List<Incoming> waiting = backlog.waiting();
        long to = waiting.get(waiting.size() - 1).offset() + 1;
        Accounting accounting = Accounting.of(waiting, backlog, ends);
        transactions.commit(
                new Commit(Optional.empty(), accounting.dispositions(), accounting.undecodable(), List.of(), to),
                source);
        backlog.accounted(to);
    }

    private boolean isOverdue() {
        long now = nanos.getAsLong();
        return backlog.hasOpen()
                && now - backlog.oldestArrival(now)
                        >= config.batch().longestWait().toNanos();
    }

    @Override
    public void close() {
        standing.close();
    }
}
