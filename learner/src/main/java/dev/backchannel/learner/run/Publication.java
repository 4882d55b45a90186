package dev.backchannel.learner.run;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.OperatorEventKind;
import dev.backchannel.learner.gate.Gate;
import dev.backchannel.learner.gate.Inquiry;
import dev.backchannel.learner.gate.Judgement;
import dev.backchannel.learner.log.Announcer;
import dev.backchannel.learner.log.Dispositions;
import dev.backchannel.learner.publish.PublishCommands;
import dev.backchannel.learner.state.LearnerState;
import dev.backchannel.learner.state.LearnerStateCodec;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.OptimizerState;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.checkpoint.AdapterInbox;
import dev.backchannel.policy.checkpoint.CheckpointContent;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.policy.checkpoint.PeftFolder;
import dev.backchannel.policy.checkpoint.PeftFormatException;
import dev.backchannel.policy.checkpoint.StoredCheckpoint;
import dev.backchannel.topics.Cause;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes an adapter that was trained elsewhere in place of a step: it passes the gate in full, becomes a checkpoint whose parent
 * is the one it replaces, and the next step starts from it, with fresh optimiser state.
 */
final class Publication {
    private static final Logger LOG = LoggerFactory.getLogger(Publication.class);
    /** Cause of such a step on {@code learner-steps}. */
    static final String CAUSE = "publish";

    private final String policy;
    private final long seed;
    private final PolicyModel model;
    private final Gate gate;
    private final CheckpointStore checkpoints;
    private final LearnerStateCodec codec;
    private final CheckpointRecords records;
    private final Announcer announcer;
    private final Dispositions ends;
    private final AdapterInbox inbox;

    Publication(
            String policy,
            long seed,
            PolicyModel model,
            Gate gate,
            CheckpointStore checkpoints,
            LearnerStateCodec codec,
            CheckpointRecords records,
            Announcer announcer) {
        this.policy = policy;
        this.seed = seed;
        this.ends = new Dispositions(policy);
        this.model = model;
        this.gate = gate;
        this.checkpoints = checkpoints;
        this.codec = codec;
        this.records = records;
        this.announcer = announcer;
        this.inbox = checkpoints.inbox();
    }

    /** @param dropped ids of what {@code standing} has been rid of */
    Intervention carryOut(OperatorCommand command, Standing standing, long consumed, List<String> dropped) {
        LoraWeights weights;
        try {
            weights = read(command);
        } catch (PeftFormatException | IllegalArgumentException | UncheckedIOException e) {
            return Intervention.rejected(rejected(command, Cause.message(e)), standing);
        }
        Adapter adapter = model.adapter(weights);
        Judgement judgement = gate.judge(new Inquiry(
                weights,
                adapter,
                standing.good().adapter(),
                standing.reference().adapter(),
                Inquiry.Before.of(standing.good().record(), standing.state().lastLook()),
                Double.NaN,
                standing.state().heldBack(),
                true));
        LearnerState judged = standing.state().with(judgement.heldBack()).with(judgement.lastLook());
        LearnerState state =
                judgement.isPromoted() ? judged.returnedTo(standing.good().state()) : judged;
        OptimizerState optimizer = OptimizerState.initial(weights);
        long number = standing.nextStep();
        StoredCheckpoint stored = checkpoints.write(new CheckpointContent(
                standing.good().id(),
                model.baseDigest(),
                number,
                weights,
                optimizer,
                Map.of(LearnerStateCodec.FILE, codec.write(state))));
        Checkpoint record = records.next(
                        stored, standing.good(), standing, number, consumed, judgement, List.of(), judgement.figures())
                .build();
        LearnerStep step = Intervention.step(
                policy, number, standing, seed, CAUSE, standing.reference().checkpointId(), dropped);
        if (!judgement.isPromoted()) {
            adapter.close();
            return new Intervention(
                    Optional.of(step),
                    Optional.of(record),
                    List.of(),
                    Optional.of(refused(command, record)),
                    standing.unmoved(state, number + 1));
        }
        return new Intervention(
                Optional.of(step),
                Optional.of(record),
                Accounting.reverted(
                        standing.state().undecided(),
                        "given up for the published checkpoint " + stored.checkpointId(),
                        ends),
                Optional.of(applied(command, record)),
                Standing.on(
                        new Footing(record, weights, optimizer, adapter, state),
                        state,
                        standing.reference(),
                        number + 1));
    }

    /** The files have been copied into a checkpoint, or refused. */
    void discard(OperatorCommand command) {
        try {
            inbox.discard(folder(command));
        } catch (UncheckedIOException | IllegalArgumentException e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    private LoraWeights read(OperatorCommand command) {
        Path folder = inbox.fetch(folder(command));
        Optional<String> base = PeftFolder.baseDigest(folder);
        if (base.isPresent() && !base.get().equals(model.baseDigest())) {
            throw new PeftFormatException("its manifest.json says that it was trained on the base " + base.get()
                    + ", but this learner has the base " + model.baseDigest() + ".");
        }
        return PeftFolder.read(folder, model.config());
    }

    private static String folder(OperatorCommand command) {
        return command.getArguments().getOrDefault(PublishCommands.FOLDER, "");
    }

    private OperatorEvent applied(OperatorCommand command, Checkpoint record) {
        return announcer.outcome(
                command,
                OperatorEventKind.APPLIED,
                "published as checkpoint " + record.getCheckpointId() + " (step " + record.getStep() + ")",
                details(record));
    }

    private OperatorEvent refused(OperatorCommand command, Checkpoint record) {
        return announcer.outcome(
                command,
                OperatorEventKind.REJECTED,
                "the gate refused it: " + String.join("; ", record.getGate().getReasons()),
                details(record));
    }

    private OperatorEvent rejected(OperatorCommand command, String message) {
        return announcer.outcome(command, OperatorEventKind.REJECTED, String.valueOf(message), Map.of());
    }

    private static Map<String, String> details(Checkpoint record) {
        return Map.of(
                "checkpoint_id", record.getCheckpointId(),
                "verdict", record.getGate().getVerdict().name());
    }
}
