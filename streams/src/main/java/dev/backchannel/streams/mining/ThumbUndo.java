package dev.backchannel.streams.mining;

import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * A thumb NONE takes back the open thumbs of the same user that came before it.
 *
 * @param standing signals that still stand, in no particular order
 * @param undone thumbs that were taken back, and the NONEs that did it
 * @param vain NONEs that found nothing to take back
 */
public record ThumbUndo(List<PendingSignal> standing, List<PendingSignal> undone, List<PendingSignal> vain) {
    public static ThumbUndo of(List<PendingSignal> pending) {
        List<PendingSignal> standing = new ArrayList<>();
        List<PendingSignal> undone = new ArrayList<>();
        List<PendingSignal> vain = new ArrayList<>();
        List<PendingSignal> inTime = pending.stream()
                .sorted(Comparator.comparing(PendingSignal::getOccurredAt).thenComparing(PendingSignal::getEventId))
                .toList();
        for (PendingSignal signal : inTime) {
            if (!isUndo(signal)) {
                standing.add(signal);
                continue;
            }
            List<PendingSignal> taken = standing.stream()
                    .filter(s -> s.getPayload() instanceof Thumb)
                    .filter(s -> Objects.equals(s.getUserId(), signal.getUserId()))
                    .toList();
            if (taken.isEmpty()) {
                vain.add(signal);
            } else {
                standing.removeAll(taken);
                undone.addAll(taken);
                undone.add(signal);
            }
        }
        return new ThumbUndo(standing, undone, vain);
    }

    private static boolean isUndo(PendingSignal signal) {
        return signal.getPayload() instanceof Thumb thumb && thumb.getValue() == ThumbValue.NONE;
    }
}
