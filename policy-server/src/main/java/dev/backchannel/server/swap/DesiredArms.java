package dev.backchannel.server.swap;

import dev.backchannel.access.CommandTrust;
import dev.backchannel.arms.ArmCommands;
import dev.backchannel.arms.ArmVerdict;
import dev.backchannel.arms.CheckpointHistory;
import dev.backchannel.arms.Experiments;
import dev.backchannel.avro.Experiment;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.OperatorEventKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is wanted of the arms: what streams has written, and on top of it the commands that streams has not settled yet, so that
 * a rollback does not wait for streams. The topics are read in no common order: an outcome may be seen before the experiment
 * that was written with it, and a command keeps holding until that has come, too. One thread.
 */
final class DesiredArms {
    private static final Logger log = LoggerFactory.getLogger(DesiredArms.class);

    private final String experimentId;
    private final Map<String, Given> open = new LinkedHashMap<>();
    /** Offsets of all commands, by id. */
    private final Map<String, Long> offsets = new HashMap<>();

    private final Map<String, Answer> answers = new HashMap<>();
    /** Digests of the records that do not count. */
    private final Set<String> refused = new HashSet<>();

    private @Nullable Experiment written;
    private long writtenRecords;
    /** Commands up to this offset are in what streams has written. */
    private long writtenUpTo = -1;

    private record Given(long offset, OperatorCommand command) {}

    /**
     * An outcome.
     *
     * @param changes whether an experiment was written with it
     * @param recordsBefore experiments read before it
     */
    private record Answer(boolean changes, long recordsBefore) {}

    DesiredArms(String experimentId) {
        this.experimentId = experimentId;
    }

    /** @param experiment null for a tombstone */
    void experiment(String id, @Nullable Experiment experiment) {
        if (!id.equals(experimentId)) {
            return;
        }
        if (experiment != null && experiment.getArms().stream().noneMatch(arm -> arm.getShare() > 0)) {
            log.warn("an experiment without any share is passed over: {}", experiment);
            return;
        }
        written = experiment;
        writtenRecords++;
        if (experiment != null) {
            writtenUpTo = Math.max(writtenUpTo, offsets.getOrDefault(experiment.getCommandId(), -1L));
        }
    }

    void command(long offset, OperatorCommand command) {
        if (!command.getTarget().equals(experimentId) || !ArmCommands.concerns(command)) {
            return;
        }
        String id = command.getCommandId();
        Given given = new Given(offset, command);
        if (isRefused(given) || offsets.putIfAbsent(id, offset) != null) {
            return; // a forgery, or given again
        }
        if (written != null && id.equals(written.getCommandId())) {
            writtenUpTo = Math.max(writtenUpTo, offset);
        }
        open.put(id, given);
    }

    void outcome(OperatorEvent event) {
        if (event.getRefusal() != null) {
            refused(event.getRefusal().getDigest());
            return;
        }
        boolean answers = event.getKind() == OperatorEventKind.APPLIED || event.getKind() == OperatorEventKind.REJECTED;
        if (answers && event.getCommandId() != null && event.getTarget().equals(experimentId)) {
            this.answers.putIfAbsent(event.getCommandId(), new Answer(changes(event), writtenRecords));
        }
    }

    /** Streams knows other keys than we: it has the last word. */
    private void refused(String digest) {
        refused.add(digest);
        open.values().removeIf(given -> {
            boolean forged = isRefused(given);
            if (forged) { // its id may be that of the command which it pretends to be
                offsets.remove(given.command().getCommandId());
            }
            return forged;
        });
    }

    private boolean isRefused(Given given) {
        return !answers.containsKey(given.command().getCommandId())
                && refused.contains(CommandTrust.digest(given.command()));
    }

    /** All topics were read to their ends: what has an outcome is in what was written. */
    void everythingRead() {
        open.keySet().removeAll(answers.keySet());
    }

    Experiment wanted(CheckpointHistory history) {
        open.values().removeIf(this::isSettled);
        Experiment wanted = written == null ? Experiments.direct(experimentId, 0) : written;
        for (Given given : open.values()) {
            wanted = ArmCommands.of(given.command(), wanted, history).after();
        }
        return wanted;
    }

    /** Ids of the commands that hold here before streams has settled them. */
    List<String> ahead() {
        return new ArrayList<>(open.keySet());
    }

    private boolean isSettled(Given given) {
        Answer answer = answers.get(given.command().getCommandId());
        return given.offset() <= writtenUpTo
                || (answer != null && (!answer.changes() || writtenRecords > answer.recordsBefore()));
    }

    private static boolean changes(OperatorEvent event) {
        Map<String, String> details = event.getDetails();
        return event.getKind() == OperatorEventKind.APPLIED
                && !Objects.equals(details.get(ArmVerdict.BEFORE), details.get(ArmVerdict.AFTER));
    }
}
