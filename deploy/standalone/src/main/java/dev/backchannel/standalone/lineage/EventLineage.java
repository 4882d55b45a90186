package dev.backchannel.standalone.lineage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of every signal with an event's id: ids live inside a conversation, so that there may be several. */
record EventLineage(String eventId, List<SignalView> signals) {
    /**
     * One signal.
     *
     * @param signal the event's id, or that of the follow-up derived from it
     * @param kind edit, thumb …, turn
     * @param became taught, held_back, neutral …, dead_lettered, no_signal (a turn) or in_flight
     * @param reason why, where it did not teach
     * @param preferences that it speaks for, with what the learner did with each
     * @param firstCheckpoint first on the served lineage that learned from it
     * @param answersSince turns served by that checkpoint or one after it
     */
    record SignalView(
            String signal,
            String tenant,
            @Nullable String conversationId,
            @Nullable String userId,
            @Nullable String turnId,
            @Nullable String kind,
            @Nullable String acceptedAt,
            String became,
            @Nullable String reason,
            List<Use> preferences,
            @Nullable String firstCheckpoint,
            @Nullable Long firstStep,
            @Nullable Long answersSince) {}

    /**
     * @param checkpoint that used it first; null: none yet
     * @param served whether that is on the served lineage
     */
    record Use(
            LessonView preference,
            @Nullable String checkpoint,
            @Nullable Long step,
            @Nullable Boolean served) {}
}
