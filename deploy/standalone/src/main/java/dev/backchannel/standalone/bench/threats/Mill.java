package dev.backchannel.standalone.bench.threats;

import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Label;
import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.SeenEvent;
import dev.backchannel.avro.SignalKind;
import dev.backchannel.avro.Turn;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.attribution.EventIdentity;
import dev.backchannel.streams.config.MiningRules;
import dev.backchannel.streams.config.TextLimits;
import dev.backchannel.streams.config.Windows;
import dev.backchannel.streams.followup.FollowUpClassifier;
import dev.backchannel.streams.followup.Lexicon;
import dev.backchannel.streams.mining.Miners;
import dev.backchannel.streams.mining.TurnView;
import dev.backchannel.streams.mining.Verdict;
import dev.backchannel.topics.Keys;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * From events to preferences by production's identities and miners, one signal at a time. No worker answers, so a displeased
 * follow-up is a label. Not thread-safe.
 */
final class Mill {
    private static final Duration MEMORY = Duration.ofDays(7);
    private static final TurnView ALONE = new TurnView() {
        @Override
        public Optional<TurnState> turn(TurnState of, String turnId) {
            return Optional.empty();
        }

        @Override
        public List<TurnState> answersToTheSamePrompt(TurnState of) {
            return List.of();
        }
    };

    private final Miners miners;
    private final boolean identities;
    private final Consumer<String> ends;
    private final Map<String, SeenEvent> seen = new HashMap<>();
    private final Map<String, TurnState> turns = new HashMap<>();
    private long mined;

    /**
     * @param identities whether an event counts once, and a turn teaches once
     * @param ends hears why a signal teaches nothing
     */
    Mill(boolean identities, Consumer<String> ends) {
        this.identities = identities;
        this.ends = ends;
        this.miners = new Miners(
                withoutWorker(MiningRules.standard()),
                Windows.fast(),
                TextLimits.standard(),
                new FollowUpClassifier(Lexicon.english()));
    }

    /** What the event teaches, if anything. */
    Optional<Preference> take(Interaction event, Instant at) {
        if (identities) {
            EventIdentity.Verdict verdict = EventIdentity.judge(event, at, MEMORY, seen::get);
            if (verdict != EventIdentity.Verdict.NEW) {
                ends.accept(verdict.name().toLowerCase(Locale.ROOT));
                return Optional.empty();
            }
            EventIdentity.keys(event).forEach(key -> seen.put(key, EventIdentity.remember(event, at)));
        }
        if (event.getPayload() instanceof Turn turn) {
            turns.put(key(event), state(event, turn, at));
            return Optional.empty();
        }
        TurnState state = turns.get(key(event));
        if (state == null) {
            ends.accept("orphaned");
            return Optional.empty();
        }
        return mine(event, state, at);
    }

    private Optional<Preference> mine(Interaction event, TurnState state, Instant at) {
        Verdict verdict = miners.mine(state, signal(event, at), ALONE, at);
        if (!(verdict instanceof Verdict.Teach teach)) {
            ends.accept(verdict instanceof Verdict.End end ? word(end) : "waits");
            return Optional.empty();
        }
        Preference preference = teach.lesson().preference();
        mined++;
        if (!identities) {
            return Optional.of(Preference.newBuilder(preference)
                    .setPreferenceId(preference.getPreferenceId() + '-' + mined)
                    .build());
        }
        boolean label = preference.getBody() instanceof Label;
        turns.put(
                key(event),
                TurnState.newBuilder(state)
                        .setTaughtLabel(state.getTaughtLabel() || label)
                        .setTaughtPair(state.getTaughtPair() || !label)
                        .build());
        return Optional.of(preference);
    }

    private static String word(Verdict.End end) {
        return end.reason().equals("already_taught")
                ? end.reason()
                : end.outcome().name().toLowerCase(Locale.ROOT);
    }

    private static String key(Interaction event) {
        return Keys.of(event.getTenant(), event.getConversationId()) + '/' + event.getTurnId();
    }

    private static TurnState state(Interaction event, Turn turn, Instant at) {
        return TurnState.newBuilder()
                .setTenant(event.getTenant())
                .setConversationId(event.getConversationId())
                .setTurnId(Objects.requireNonNull(event.getTurnId(), "a turn has an id"))
                .setTurn(turn)
                .setUserId(event.getUserId())
                .setAcceptedAt(at)
                .build();
    }

    private static PendingSignal signal(Interaction event, Instant at) {
        return PendingSignal.newBuilder()
                .setEventId(event.getEventId())
                .setSignal(kind(event.getPayload()))
                .setUserId(event.getUserId())
                .setAcceptedAt(at)
                .setOccurredAt(at)
                .setPayload(event.getPayload())
                .build();
    }

    private static SignalKind kind(Object payload) {
        String name = payload.getClass().getSimpleName();
        return name.equals("FollowUp") ? SignalKind.FOLLOW_UP : SignalKind.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static MiningRules withoutWorker(MiningRules r) {
        return new MiningRules(
                r.nearIdentical(),
                r.editBase(),
                r.thumbWeight(),
                r.regenerationWeight(),
                r.acceptanceWeight(),
                r.followUpWeight(),
                r.sampledPairWeight(),
                r.scoreWeight(),
                0,
                r.rewardMargin(),
                r.ownWordsMargin(),
                r.leastAuc(),
                r.scoreThreshold(),
                false,
                r.lexicon());
    }
}
