package dev.backchannel.streams.mining;

import dev.backchannel.avro.MiningResult;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.Turn;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.config.MiningRules;
import dev.backchannel.streams.config.TextLimits;
import dev.backchannel.streams.config.Windows;
import dev.backchannel.streams.followup.FollowUpClass;
import dev.backchannel.streams.followup.FollowUpClassifier;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One miner per kind of signal. */
public final class Miners {
    private final SignalMiner edits;
    private final SignalMiner thumbs;
    private final SignalMiner regenerations;
    private final FollowUpMiner followUps;
    private final SignalMiner acceptances;

    public Miners(MiningRules rules, Windows windows, TextLimits limits, FollowUpClassifier classifier) {
        edits = new EditMiner(rules, limits);
        Strongest strongest = new Strongest(edits);
        thumbs = new ThumbMiner(rules, strongest);
        regenerations = new RegenerationMiner(rules, windows, strongest);
        followUps = new FollowUpMiner(classifier, rules, windows);
        acceptances = new AcceptanceMiner(rules);
    }

    /** What the signal would do, were it alone. */
    public Verdict mine(TurnState turn, PendingSignal signal, TurnView others, Instant now) {
        return switch (signal.getSignal()) {
            case EDIT -> edits.mine(turn, signal, others, now);
            case THUMB -> thumbs.mine(turn, signal, others, now);
            case REGENERATION -> regenerations.mine(turn, signal, others, now);
            case FOLLOW_UP -> followUps.mine(turn, signal, others, now);
            case ACCEPTANCE -> acceptances.mine(turn, signal, others, now);
            case UNKNOWN -> new Verdict.End(Outcome.UNUSABLE, "unknown kind of signal");
        };
    }

    /**
     * What the follow-up does that waited for an answer from the mining worker.
     *
     * @param result null when none came in time
     */
    public Verdict resolve(TurnState turn, PendingSignal followUp, @Nullable MiningResult result) {
        return followUps.resolve(turn, followUp, result);
    }

    /**
     * The same, where that is known without the text of the turn.
     *
     * @param taskId that the follow-up asked
     */
    public Optional<Verdict.End> resolveUnread(String taskId, @Nullable MiningResult result) {
        return followUps.resolveUnread(taskId, result);
    }

    /** Whether a follow-up to this turn speaks against its answer, as the rules read it. */
    public boolean isDispleased(Turn turn, String followUp) {
        return followUps.isDispleased(turn, followUp);
    }

    /** Whether a follow-up of this class, as records name it, speaks against the answer. */
    public static boolean isDispleased(String followUpClass) {
        return Arrays.stream(FollowUpClass.values())
                .anyMatch(c -> c.isNegative() && c.wire().equals(followUpClass));
    }

    /** The id of the task that this signal asks, or would ask. */
    public static String taskId(TurnState turn, PendingSignal signal) {
        return MiningTasks.id(turn, signal);
    }
}
