package dev.backchannel.streams.observe;

import dev.backchannel.avro.Acceptance;
import dev.backchannel.avro.Edit;
import dev.backchannel.avro.FollowUp;
import dev.backchannel.avro.ObservedSignals;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import dev.backchannel.streams.Arrived;
import dev.backchannel.streams.mining.Miners;
import dev.backchannel.streams.mining.TokenEditDistance;
import dev.backchannel.streams.mining.Trust;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What settled signals say of a turn, of each kind the last word. What the miners have found out is not found out again, unless
 * one arm's signals are not mined as the other's are.
 */
public final class SignalReader {
    private static final Comparator<Reacted> LAST = Comparator.comparing(Reacted::signal, Trust.ORDER);

    private final Miners miners;
    private final int longestEdit;
    private final boolean byRulesAlone;

    /**
     * @param longestEdit characters of an edit that is still compared
     * @param byRulesAlone true: whatever a model judged, follow-ups are read by rules
     */
    public SignalReader(Miners miners, int longestEdit, boolean byRulesAlone) {
        this.miners = miners;
        this.longestEdit = longestEdit;
        this.byRulesAlone = byRulesAlone;
    }

    /**
     * @param before null: nothing yet
     * @param signals of one turn, settled at the same time
     */
    ObservedSignals after(@Nullable ObservedSignals before, List<Reacted> signals) {
        ObservedSignals after = before == null
                ? new ObservedSignals(null, 0.0, false, false)
                : ObservedSignals.newBuilder(before).build();
        signals.stream()
                .filter(r -> r.signal().getPayload() instanceof Thumb thumb && thumb.getValue() != ThumbValue.UNKNOWN)
                .max(LAST)
                .ifPresent(r -> after.setThumbUp(thumbUp(((Thumb) r.signal().getPayload()).getValue())));
        signals.stream()
                .filter(r -> r.signal().getPayload() instanceof Edit edit && isReadable(r, edit.getText()))
                .max(LAST)
                .ifPresent(r -> after.setEditDistance(distance(r)));
        if (!after.getNegativeFollowUp()) {
            after.setNegativeFollowUp(signals.stream().anyMatch(this::isDispleased));
        }
        if (!after.getAccepted()) {
            after.setAccepted(signals.stream().anyMatch(r -> r.signal().getPayload() instanceof Acceptance));
        }
        return after;
    }

    private static @Nullable Boolean thumbUp(ThumbValue value) {
        return value == ThumbValue.NONE ? null : Boolean.valueOf(value == ThumbValue.UP);
    }

    private boolean isReadable(Reacted edit, String text) {
        String given = Arrived.turn(edit.turn()).getResponse();
        return !given.isEmpty()
                && !text.isBlank()
                && Math.max(given.length(), text.length()) <= longestEdit
                && edit.outcome() != Outcome.UNUSABLE;
    }

    private static double distance(Reacted edit) {
        String found = edit.preference() == null
                ? null
                : edit.preference().getExplanation().get("edit_distance");
        return found != null
                ? Double.parseDouble(found)
                : TokenEditDistance.normalised(
                        Arrived.turn(edit.turn()).getResponse(),
                        ((Edit) edit.signal().getPayload()).getText());
    }

    private boolean isDispleased(Reacted reacted) {
        PendingSignal signal = reacted.signal();
        if (!(signal.getPayload() instanceof FollowUp followUp)
                || Arrived.turn(reacted.turn()).getResponse().isEmpty()) {
            return false;
        }
        if (!byRulesAlone && reacted.outcome() == Outcome.NEUTRAL) {
            return false;
        }
        String found = byRulesAlone || reacted.preference() == null
                ? null
                : reacted.preference().getExplanation().get("class");
        return found != null
                ? Miners.isDispleased(found)
                : miners.isDispleased(Arrived.turn(reacted.turn()), followUp.getText());
    }
}
