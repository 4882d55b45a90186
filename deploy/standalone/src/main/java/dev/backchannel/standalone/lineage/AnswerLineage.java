package dev.backchannel.standalone.lineage;

import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Turn;
import dev.backchannel.streams.ledger.CommittedSteps.Committed;
import dev.backchannel.streams.ledger.LogReader;
import dev.backchannel.topics.Keys;
import dev.backchannel.topics.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What taught the policy that gave an answer.
 *
 * @param checkpoint that answered; base: nothing had taught it
 * @param step of the checkpoint; null where the log does not know it
 * @param preferences that had taught it, over its whole lineage
 * @param bySignal the same by the kind of their evidence
 * @param users distinct users behind them
 * @param conversations distinct conversations behind them
 * @param recent the newest of them, newest first
 * @param recentUsers users behind {@code recent}
 */
record AnswerLineage(
        String turnId,
        String tenant,
        String conversationId,
        @Nullable String userId,
        String acceptedAt,
        @Nullable String checkpoint,
        @Nullable String arm,
        @Nullable Long step,
        int preferences,
        Map<String, Integer> bySignal,
        int users,
        int conversations,
        List<LessonView> recent,
        List<String> recentUsers,
        @Nullable String note) {
    private static final int RECENT = 20;

    private record Answer(Interaction event, Instant acceptedAt) {}

    static AnswerLineage read(LogReader reader, Topics topics, LineageQuestion question) {
        String turnId = question.id();
        List<Answer> found = new ArrayList<>();
        reader.each(topics.interactions, (at, event) -> {
            boolean asked = turnId.equals(event.getEventId()) || turnId.equals(event.getTurnId());
            if (event.getPayload() instanceof Turn && asked && question.mayTell(event.getTenant())) {
                found.add(new Answer(event, Instant.ofEpochMilli(at.timestamp())));
            }
        });
        Answer answer = found.stream()
                .min(Comparator.comparing(Answer::acceptedAt))
                .orElseThrow(() -> new NotOnTheLogException(
                        "no turn " + turnId + " is on " + topics.interactions.name() + "; a turn id is the id of the"
                                + " answer, and interactions keeps "
                                + topics.interactions.retention().toDays() + " days"));
        History history = History.read(reader, topics);
        String checkpoint = ((Turn) answer.event().getPayload()).getCheckpoint();
        Long step = checkpoint == null ? null : history.stepOf(checkpoint).orElse(null);
        List<String> taught = checkpoint == null || step == null
                ? List.of()
                : history.madeOf(checkpoint).stream()
                        .map(Committed::fresh)
                        .flatMap(List::stream)
                        .toList();
        Set<String> ids = new HashSet<>(taught);
        Map<String, Preference> known =
                History.preferences(reader, topics, p -> ids.contains(p.getPreferenceId()) && question.mayTell(p));
        List<String> told = question.tenant().isEmpty()
                ? taught
                : taught.stream().filter(known::containsKey).toList();
        boolean givenUp = checkpoint != null
                && step != null
                && history.servedAt(checkpoint).isEmpty();
        return of(answer, checkpoint, step, givenUp, told, known);
    }

    private static AnswerLineage of(
            Answer answer,
            @Nullable String checkpoint,
            @Nullable Long step,
            boolean givenUp,
            List<String> taught,
            Map<String, Preference> known) {
        Interaction event = answer.event();
        Map<String, Integer> bySignal = new TreeMap<>();
        List<LessonView> recent = new ArrayList<>();
        for (int i = taught.size() - 1; i >= 0; i--) {
            Preference preference = known.get(taught.get(i));
            LessonView view = preference == null ? LessonView.deleted(taught.get(i)) : LessonView.of(preference);
            bySignal.merge(preference == null ? "deleted by retention" : view.signal(), 1, Integer::sum);
            if (recent.size() < RECENT) {
                recent.add(view);
            }
        }
        return new AnswerLineage(
                event.getEventId(),
                event.getTenant(),
                event.getConversationId(),
                event.getUserId(),
                answer.acceptedAt().toString(),
                checkpoint,
                ((Turn) event.getPayload()).getArm(),
                step,
                taught.size(),
                bySignal,
                count(known.values().stream()
                        .filter(p -> p.getUserId() != null)
                        .map(p -> Keys.of(p.getTenant(), p.getUserId()))),
                count(known.values().stream().map(p -> Keys.of(p.getTenant(), p.getConversationId()))),
                recent,
                recent.stream()
                        .map(LessonView::userId)
                        .filter(u -> u != null)
                        .distinct()
                        .toList(),
                note(checkpoint, step, givenUp));
    }

    private static int count(Stream<String> values) {
        return (int) values.distinct().count();
    }

    private static @Nullable String note(@Nullable String checkpoint, @Nullable Long step, boolean givenUp) {
        if (checkpoint == null) {
            return "the turn does not say which checkpoint answered: it was not served here";
        }
        if (checkpoint.equals("base")) {
            return "the base answered: nothing had taught it";
        }
        if (givenUp) {
            return "checkpoint " + checkpoint + " has been given up since: what is served does not descend from it";
        }
        return step == null ? "checkpoint " + checkpoint + " is not on the served lineage that the log knows" : null;
    }
}
