package dev.backchannel.standalone.lineage;

import dev.backchannel.avro.DeadLetter;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Other;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Turn;
import dev.backchannel.standalone.lineage.EventLineage.SignalView;
import dev.backchannel.standalone.lineage.EventLineage.Use;
import dev.backchannel.streams.ledger.CommittedSteps.Committed;
import dev.backchannel.streams.ledger.LogReader;
import dev.backchannel.topics.Keys;
import dev.backchannel.topics.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Follows an event's id through the topics, downstream last, and puts together what became of each signal of that id. */
final class EventTracer {
    /** Conversations make ids unique; the signal's own id tells the event from the follow-up derived from it. */
    private record Place(String tenant, @Nullable String conversationId, String signal) {}

    private static final class Found {
        private @Nullable Interaction event;
        private @Nullable Instant acceptedAt;
        private @Nullable Disposition end;
        private @Nullable DeadLetter letter;
        private final List<Preference> preferences = new ArrayList<>();
    }

    private final Topics topics;
    private final LineageQuestion question;
    private final Set<String> ids;
    private final String id;
    private final Map<Place, Found> found = new LinkedHashMap<>();
    private final Map<String, Set<String>> answers = new HashMap<>();

    EventTracer(Topics topics, LineageQuestion question) {
        this.topics = topics;
        this.question = question;
        this.id = question.id();
        this.ids = Set.of(id, Keys.derivedFollowUp(id));
    }

    EventLineage trace(LogReader reader) {
        reader.each(topics.interactions, (at, event) -> take(event, Instant.ofEpochMilli(at.timestamp())));
        reader.each(topics.preferences, (at, preference) -> take(preference));
        reader.each(topics.dispositions, (at, end) -> take(end));
        reader.each(topics.deadLetters, (at, letter) -> take(letter));
        if (found.isEmpty()) {
            throw new NotOnTheLogException("no event " + id + " is on " + topics.interactions.name()
                    + ", dispositions, preferences or dead-letters; was it accepted, and not longer ago than "
                    + topics.interactions.retention().toDays() + " days?");
        }
        History history = History.read(reader, topics);
        return new EventLineage(
                id,
                found.entrySet().stream()
                        .map(e -> view(e.getKey(), e.getValue(), history))
                        .toList());
    }

    private void take(Interaction event, Instant acceptedAt) {
        if (event.getPayload() instanceof Turn turn && turn.getCheckpoint() != null) {
            answers.computeIfAbsent(turn.getCheckpoint(), c -> new HashSet<>())
                    .add(Keys.of(event.getTenant(), event.getEventId()));
        }
        if (id.equals(event.getEventId()) && question.mayTell(event.getTenant())) {
            Found at = at(event.getTenant(), event.getConversationId(), id);
            if (at.event == null) { // the first one counts
                at.event = event;
                at.acceptedAt = acceptedAt;
            }
        }
    }

    private void take(Preference preference) {
        for (String signal : preference.getEvidence()) {
            if (ids.contains(signal) && question.mayTell(preference)) {
                at(preference.getTenant(), preference.getConversationId(), signal)
                        .preferences
                        .add(preference);
            }
        }
    }

    private void take(Disposition end) {
        boolean othersLearner = end.getPolicy() != null
                && !end.getPolicy().equals(topics.settings().policy());
        if (ids.contains(end.getEventId()) && !othersLearner && question.mayTell(end.getTenant())) {
            Found at = at(end.getTenant(), end.getConversationId(), end.getEventId());
            // MINED only points to a preference: whatever else there is says more.
            at.end = at.end == null || at.end.getOutcome() == Outcome.MINED ? end : at.end;
        }
    }

    private void take(DeadLetter letter) {
        if (letter.getEventId() != null && ids.contains(letter.getEventId())) {
            String tenant = letter.getTenant() == null ? Keys.DEFAULT_TENANT : letter.getTenant();
            if (question.mayTell(tenant)) {
                at(tenant, letter.getConversationId(), letter.getEventId()).letter =
                        letter.getRedrive() == null ? letter : null;
            }
        }
    }

    private Found at(String tenant, @Nullable String conversationId, String signal) {
        return found.computeIfAbsent(new Place(tenant, conversationId, signal), p -> new Found());
    }

    private SignalView view(Place place, Found at, History history) {
        List<Use> uses = at.preferences.stream()
                .map(p -> use(p, history.taughtBy(p.getPreferenceId())))
                .toList();
        Optional<Use> first = uses.stream()
                .filter(u -> Boolean.TRUE.equals(u.served()))
                .min(Comparator.comparing(Use::step, Comparator.nullsLast(Comparator.naturalOrder())));
        Preference speaks = at.preferences.isEmpty() ? null : at.preferences.get(0);
        boolean derived = !place.signal().equals(id);
        return new SignalView(
                place.signal(),
                place.tenant(),
                place.conversationId(),
                at.event != null ? at.event.getUserId() : speaks != null ? speaks.getUserId() : user(at.end),
                at.event != null ? at.event.getTurnId() : speaks != null ? speaks.getTurnId() : turn(at.end),
                derived ? "follow_up" : kind(at),
                at.acceptedAt != null
                        ? at.acceptedAt.toString()
                        : at.end == null ? null : at.end.getAcceptedAt().toString(),
                became(at, first.isPresent()),
                first.isPresent() ? null : reason(at),
                uses,
                first.map(Use::checkpoint).orElse(null),
                first.map(Use::step).orElse(null),
                first.map(Use::step).map(step -> answersSince(step, history)).orElse(null));
    }

    private static Use use(Preference preference, Optional<Committed> step) {
        return new Use(
                LessonView.of(preference),
                step.map(Committed::checkpointId).orElse(null),
                step.map(s -> s.step().getStep()).orElse(null),
                step.map(Committed::served).orElse(null));
    }

    private long answersSince(long step, History history) {
        return answers.entrySet().stream()
                .filter(e -> history.servedAt(e.getKey()).orElse(-1L) >= step)
                .mapToLong(e -> e.getValue().size())
                .sum();
    }

    private static String became(Found at, boolean taught) {
        if (taught) {
            return "taught";
        }
        if (at.end != null && at.end.getOutcome() != Outcome.MINED) {
            return at.end.getOutcome().name().toLowerCase(Locale.ROOT);
        }
        if (at.letter != null) {
            return "dead_lettered";
        }
        boolean turn = at.event != null && at.event.getPayload() instanceof Turn;
        return turn && at.preferences.isEmpty() ? "no_signal" : "in_flight";
    }

    private static String reason(Found at) {
        if (at.end != null && at.end.getOutcome() != Outcome.MINED) {
            return at.end.getReason();
        }
        if (at.letter != null) {
            return at.letter.getReason();
        }
        return at.event != null && at.event.getPayload() instanceof Turn
                ? "a turn teaches by the signals it gets"
                : "its window is open, or its preference waits for the learner; audit tells whether anything is lost";
    }

    private static @Nullable String kind(Found at) {
        if (at.event == null) {
            return at.end == null ? null : at.end.getSignal().name().toLowerCase(Locale.ROOT);
        }
        Object payload = at.event.getPayload();
        return payload instanceof Other other
                ? other.getKind()
                : payload.getClass()
                        .getSimpleName()
                        .replaceAll("(?<=[a-z])([A-Z])", "_$1")
                        .toLowerCase(Locale.ROOT);
    }

    private static @Nullable String user(@Nullable Disposition end) {
        return end == null ? null : end.getUserId();
    }

    private static @Nullable String turn(@Nullable Disposition end) {
        return end == null ? null : end.getTurnId();
    }
}
