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

    private final PolicyModel model;
    private final Gate gate;
    private final CheckpointStore checkpoints;
    private final LearnerStateCodec codec;
    private final CheckpointRecords records;
    private final Announcer announcer;
    private final AdapterInbox inbox;

    Publication(
            PolicyModel model,
            Gate gate,
            CheckpointStore checkpoints,
            LearnerStateCodec codec,
            CheckpointRecords records,
            Announcer announcer) {
        this.model = model;
        this.gate = gate;
        this.checkpoints = checkpoints;
        this.codec = codec;
        this.records = records;
        this.announcer = announcer;
        this.inbox = checkpoints.inbox();
    }

    /**
     * What came of a command.
     *
     * @param step empty if the folder was no adapter for this base
     * @param record of the checkpoint, promoted or refused; empty likewise
     * @param event the one outcome of the command
     * @param next what the learner goes on from
     */
    record Outcome(Optional<LearnerStep> step, Optional<Checkpoint> record, OperatorEvent event, Standing next) {}

    /** @param consumed first offset that no committed step covers */
    Outcome judge(OperatorCommand command, String policy, Standing standing, long consumed, long seed) {
        LoraWeights weights;
        try {
            weights = read(command);
        } catch (PeftFormatException | IllegalArgumentException | UncheckedIOException e) {
            return new Outcome(Optional.empty(), Optional.empty(), rejected(command, e.getMessage()), standing);
        }
        Adapter adapter = model.adapter(weights);
        Judgement judgement = gate.judge(new Inquiry(
                weights,
                adapter,
                standing.adapter(),
                Inquiry.Before.of(standing.good()),
                Double.NaN,
                standing.state().heldBack(),
                true));
        LearnerState state = standing.state().with(judgement.heldBack());
        OptimizerState optimizer = OptimizerState.initial(weights);
        long number = standing.nextStep();
        String parent = standing.good().getCheckpointId();
        StoredCheckpoint stored = checkpoints.write(new CheckpointContent(
                parent,
                model.baseDigest(),
                number,
                weights,
                optimizer,
                Map.of(LearnerStateCodec.FILE, codec.write(state))));
        Checkpoint record =
                records.next(stored, standing.good(), number, consumed, judgement, List.of(), judgement.figures());
        LearnerStep step = LearnerStep.newBuilder()
                .setPolicy(policy)
                .setStep(number)
                .setParent(parent)
                .setRanges(List.of())
                .setPreferenceIds(List.of())
                .setSeed(seed)
                .setCause(CAUSE)
                .build();
        if (!judgement.isPromoted()) {
            adapter.close();
            return new Outcome(
                    Optional.of(step), Optional.of(record), refused(command, record), after(standing, state, number));
        }
        Standing next = new Standing(record, weights, optimizer, adapter, state, 0, number + 1);
        return new Outcome(Optional.of(step), Optional.of(record), applied(command, record), next);
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

    private static Standing after(Standing before, LearnerState state, long number) {
        return before.refused(state, before.refusals(), number + 1);
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
