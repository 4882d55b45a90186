package dev.backchannel.arms;

import dev.backchannel.avro.Experiment;
import dev.backchannel.topics.Arguments;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a command makes of an experiment.
 *
 * @param applied whether what it wants holds from now on
 * @param message for people: what holds, or why not
 * @param before what was wanted
 * @param after what is wanted from now on; as before if nothing changes
 * @param checkpoint the one that the command is about, whoever chose it
 */
public record ArmVerdict(
        boolean applied, String message, Experiment before, Experiment after, Optional<String> checkpoint) {
    /** Detail of an outcome: what was wanted. Equal to {@link #AFTER}: the command changed nothing. */
    public static final String BEFORE = "before";
    /** Detail of an outcome: what is wanted now. */
    public static final String AFTER = "after";

    static ArmVerdict rejected(String message, Experiment before) {
        return new ArmVerdict(false, message, before, before, Optional.empty());
    }

    /** @param what holds in {@code after} */
    static ArmVerdict applied(String commandId, Experiment before, Experiment after, String what) {
        return after.equals(before)
                ? new ArmVerdict(true, what + " already", before, before, Optional.empty())
                : new ArmVerdict(
                        true,
                        what + " from now on",
                        before,
                        Experiment.newBuilder(after).setCommandId(commandId).build(),
                        Optional.empty());
    }

    ArmVerdict about(String id) {
        return new ArmVerdict(applied, message, before, after, Optional.of(id));
    }

    public boolean changesAnything() {
        return !after.equals(before);
    }

    /** Of the outcome's record. */
    public Map<String, String> details() {
        Map<String, String> details = new TreeMap<>();
        details.put(BEFORE, Experiments.words(before));
        details.put(AFTER, Experiments.words(after));
        checkpoint.ifPresent(id -> details.put(Arguments.CHECKPOINT, id));
        return details;
    }
}
