package dev.backchannel.streams.erasure;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Verdict;
import dev.backchannel.streams.ledger.CommittedSteps;
import dev.backchannel.streams.ledger.CommittedSteps.Committed;
import dev.backchannel.streams.ledger.LogReader;
import dev.backchannel.topics.Keys;
import dev.backchannel.topics.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How far what a user taught has got into the weights, and whether they can be learned again without. Immutable.
 *
 * @param user tenant/user_id
 * @param standing how many checkpoints stand
 * @param affected ids of those whose lineage was taught by the user, newest first
 * @param doubtful likewise of those whose lineage learned preferences that retention has deleted, so that nobody knows whose
 *     they were
 * @param head the newest good checkpoint is among either
 * @param clean the newest good checkpoint on the head's lineage before all of them
 * @param beginning first offset that {@code preferences} still holds
 */
public record ErasureReach(
        String user,
        int standing,
        List<String> affected,
        List<String> doubtful,
        boolean head,
        Optional<Checkpoint> clean,
        long beginning) {
    /** Ids that an outcome names. */
    private static final int MOST_NAMED = 100;

    /** What the topics say now. */
    static ErasureReach read(LogReader reader, Topics topics, String user) {
        long beginning = reader.beginnings(topics.preferences.name()).values().stream()
                .findFirst()
                .orElse(0L);
        Set<String> known = new HashSet<>();
        Set<String> theirs = new HashSet<>();
        reader.each(topics.preferences, (at, preference) -> {
            known.add(preference.getPreferenceId());
            if (isOf(preference, user)) {
                theirs.add(preference.getPreferenceId());
            }
        });
        List<Checkpoint> checkpoints = reader.standing(topics.checkpoints);
        List<LearnerStep> steps = new ArrayList<>();
        reader.each(topics.learnerSteps, (at, step) -> steps.add(step));
        return of(user, checkpoints, steps, known, theirs, beginning);
    }

    private static boolean isOf(Preference preference, String user) {
        return preference.getUserId() != null
                && Keys.of(preference.getTenant(), preference.getUserId()).equals(user);
    }

    /**
     * @param checkpoints that stand, oldest first
     * @param steps oldest first
     * @param known ids on {@code preferences}
     * @param theirs those of the user among them
     */
    static ErasureReach of(
            String user,
            Collection<Checkpoint> checkpoints,
            Collection<LearnerStep> steps,
            Set<String> known,
            Set<String> theirs,
            long beginning) {
        CommittedSteps committed = CommittedSteps.of(checkpoints, steps);
        Set<String> tainted = new HashSet<>();
        Set<String> unknown = new HashSet<>();
        for (Committed step : committed.all()) { // parents come before their children
            List<String> learned = step.step().getPreferenceIds();
            String parent = step.step().getParent();
            boolean measured = tainted.contains(step.step().getAnchor());
            if (measured || tainted.contains(parent) || learned.stream().anyMatch(theirs::contains)) {
                tainted.add(step.checkpointId());
            }
            if (unknown.contains(parent) || !known.containsAll(learned)) {
                unknown.add(step.checkpointId());
            }
        }
        unknown.removeAll(tainted);
        Optional<Checkpoint> clean = Optional.empty();
        for (Checkpoint checkpoint : checkpoints) {
            String id = checkpoint.getCheckpointId();
            boolean isGood =
                    committed.served().contains(id) && checkpoint.getGate().getVerdict() != Verdict.REFUSED;
            if (isGood && !tainted.contains(id) && !unknown.contains(id)) {
                clean = Optional.of(checkpoint);
            }
        }
        return new ErasureReach(
                user,
                checkpoints.size(),
                standing(checkpoints, tainted),
                standing(checkpoints, unknown),
                committed.head() != null && (tainted.contains(committed.head()) || unknown.contains(committed.head())),
                clean,
                beginning);
    }

    private static List<String> standing(Collection<Checkpoint> checkpoints, Set<String> wanted) {
        List<String> ids = new ArrayList<>(checkpoints.stream()
                .map(Checkpoint::getCheckpointId)
                .filter(wanted::contains)
                .toList());
        Collections.reverse(ids);
        return ids;
    }

    /** Whether what is learned from now on knows of the user. */
    boolean needsRebuild() {
        return head;
    }

    /** Whether everything is there to learn again, from the last clean checkpoint, or from the beginning. */
    boolean canRebuild() {
        return clean.isPresent() ? beginning <= clean.get().getConsumedOffset() : beginning == 0;
    }

    String command() {
        String quoted = "'" + user.replace("'", "'\\''") + "'";
        return "./backchannel learner rebuild"
                + clean.map(c -> " --from " + c.getCheckpointId()).orElse("") + " --without-user " + quoted;
    }

    String message() {
        String reach = affected.isEmpty()
                ? "No checkpoint that stands is known to have learned from them."
                : affected.size() + " of " + standing + " checkpoints have learned from them, up to " + affected.get(0)
                        + ".";
        if (!doubtful.isEmpty()) {
            reach += " Of " + doubtful.size() + " more, up to " + doubtful.get(0)
                    + ", nobody knows: retention has deleted" + " preferences that they learned.";
        }
        if (!needsRebuild()) {
            return reach + " What is learned from now on stands on none of them.";
        }
        String last = clean.map(c -> " The last clean checkpoint is " + c.getCheckpointId() + " (step " + c.getStep()
                        + "): ops rollback goes back to it.")
                .orElse(" No clean checkpoint stands.");
        return reach
                + last
                + (canRebuild()
                        ? " Learn again without them: " + command()
                        : " A rebuild cannot be whole: retention has deleted the preferences below offset " + beginning
                                + clean.map(c -> ", and the clean checkpoint needs them from offset "
                                                + c.getConsumedOffset())
                                        .orElse(", and without a clean checkpoint all are needed")
                                + ". What is left can be learned: " + command());
    }

    /** Of the outcome. */
    Map<String, String> details() {
        Map<String, String> details = new TreeMap<>();
        details.put("affected", Integer.toString(affected.size()));
        details.put("affected_checkpoints", named(affected));
        details.put("doubtful", Integer.toString(doubtful.size()));
        details.put("doubtful_checkpoints", named(doubtful));
        details.put("rebuild", !needsRebuild() ? "not_needed" : canRebuild() ? "possible" : "incomplete");
        clean.ifPresent(c -> details.put("last_clean", c.getCheckpointId()));
        if (needsRebuild()) {
            details.put("command", command());
        }
        return details;
    }

    private static String named(List<String> ids) {
        return String.join(",", ids.subList(0, Math.min(MOST_NAMED, ids.size())));
    }
}
