package dev.backchannel.streams.mining;

import dev.backchannel.avro.Edit;
import dev.backchannel.avro.MiningTask;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.SignalKind;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.Arrived;
import dev.backchannel.streams.config.ProfileRules;
import java.time.Instant;
import java.util.Optional;

/**
 * Asks the mining worker what an edit says of its user's wishes, or an answer that was taken as it is (PRELUDE/CIPHER, arXiv
 * 2404.15269, algorithm 1): the latter confirms what had shaped the answer. Nothing waits for the result; the preference has
 * been written.
 */
public final class EditStudies {
    private final ProfileRules rules;

    public EditStudies(ProfileRules rules) {
        this.rules = rules;
    }

    /**
     * @param lesson what the signal taught
     * @param now when the turn's window closed
     * @return empty where there is nobody to remember it of, or nothing to be confirmed
     */
    public Optional<MiningTask> task(TurnState turn, PendingSignal signal, Lesson lesson, Instant now) {
        String user = signal.getUserId() == null ? turn.getUserId() : signal.getUserId();
        boolean consents = rules.on() && turn.getTrain() && signal.getTrain();
        if (!consents || user == null || user.isBlank()) {
            return Optional.empty();
        }
        Instant deadline = now.plus(rules.deadline());
        if (signal.getPayload() instanceof Edit edit && lesson.preference().getBody() instanceof Pair) {
            return Optional.of(
                    MiningTasks.describe(turn, signal, user, edit.getText(), signal.getAcceptedAt(), deadline));
        }
        boolean taken = signal.getSignal() == SignalKind.EDIT || signal.getSignal() == SignalKind.ACCEPTANCE;
        boolean shapedForHim = user.equals(turn.getUserId())
                && !Arrived.turn(turn).getShapedBy().isEmpty();
        // As of the turn: what the user took back since then is not confirmed by liking an older answer.
        return taken && shapedForHim
                ? Optional.of(MiningTasks.describe(turn, signal, user, null, turn.getAcceptedAt(), deadline))
                : Optional.empty();
    }
}
