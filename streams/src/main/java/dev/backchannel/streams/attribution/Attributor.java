package dev.backchannel.streams.attribution;

import dev.backchannel.avro.AcceptedTurn;
import dev.backchannel.avro.Conversation;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Other;
import dev.backchannel.avro.ProfileUpdate;
import dev.backchannel.avro.Turn;
import dev.backchannel.streams.account.Dispositions;
import dev.backchannel.streams.account.Redriven;
import dev.backchannel.streams.attribution.TurnInput.TurnAccepted;
import dev.backchannel.streams.erased.ErasedUsers;
import dev.backchannel.streams.profile.Statements;
import dev.backchannel.streams.profile.UserChanges;
import dev.backchannel.topics.Keys;
import dev.backchannel.topics.Traces;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Says which turn each event is about, and finds the follow-up that a turn carries for its predecessor. */
public final class Attributor implements Processor<String, Interaction, String, Object> {
    private final Names names;
    private final boolean describes;
    private final Duration memory;
    private final Duration kept;
    private final Duration sweepEvery;

    private ProcessorContext<String, Object> context;
    private KeyValueStore<String, Conversation> conversations;
    private ErasedUsers erased;
    private Sweep<Conversation> sweep;

    /**
     * Stores and nodes of this processor.
     *
     * @param profiles where users' statements and changes go
     */
    public record Names(String conversationsStore, String next, String dispositions, String profiles) {}

    /**
     * @param describes whether what users say that they always wish is remembered
     * @param memory how long before a turn, or a signal, the turn that it belongs to may have been accepted
     * @param kept for how long conversations are kept: what decides about a turn asks for its conversation, too
     */
    public Attributor(Names names, boolean describes, Duration memory, Duration kept, Duration sweepEvery) {
        this.names = names;
        this.describes = describes;
        this.memory = memory;
        this.kept = kept;
        this.sweepEvery = sweepEvery;
    }

    @Override
    public void init(ProcessorContext<String, Object> context) {
        this.context = context;
        this.erased = ErasedUsers.of(context);
        this.conversations = context.getStateStore(names.conversationsStore());
        sweep = new Sweep<>(conversations, Attributor::latest, kept);
        context.schedule(
                sweepEvery,
                PunctuationType.WALL_CLOCK_TIME,
                now -> sweep.run(Instant.ofEpochMilli(context.currentStreamTimeMs())));
    }

    @Override
    public void process(Record<String, Interaction> record) {
        Interaction event = record.value();
        Instant acceptedAt = Instant.ofEpochMilli(record.timestamp());
        if (event.getPayload() instanceof Turn turn) {
            accept(record, event, turn, acceptedAt);
        } else if (event.getPayload() instanceof Other && erased.contains(event.getTenant(), event.getUserId())) {
            end(record, Dispositions.erased(event, acceptedAt));
        } else if (UserChanges.isOne(event)) {
            update(record, UserChanges.update(event, acceptedAt));
            end(record, Dispositions.profileChanged(event, acceptedAt));
        } else if (event.getPayload() instanceof Other other) {
            end(record, Dispositions.unknownKind(event, other.getKind(), acceptedAt));
        } else {
            String turnId = event.getTurnId() == null ? latestTurn(conversation(event, acceptedAt)) : event.getTurnId();
            forward(record, Signals.sent(event, turnId, acceptedAt, Traces.in(record.headers())));
        }
    }

    private void accept(Record<String, Interaction> record, Interaction event, Turn turn, Instant acceptedAt) {
        Conversation known = kept(event);
        Conversation before = FollowUpDerivation.remembered(known, acceptedAt, memory);
        String turnId = EventIdentity.turnId(event);
        // It failed further on, after this node had taken in what it carries.
        boolean taken = Redriven.is(record.headers())
                && before.getTurns().stream().anyMatch(t -> t.getTurnId().equals(turnId));
        FollowUpDerivation.Accepted accepted = taken
                ? new FollowUpDerivation.Accepted(known, Optional.empty())
                : FollowUpDerivation.accept(known, turnId, event.getEventId(), turn, acceptedAt, memory);
        conversations.put(key(event), accepted.conversation());
        if (known.getTurns().isEmpty()) {
            sweep.added();
        }
        boolean first = before.getTurns().isEmpty()
                || (taken && before.getTurns().get(0).getTurnId().equals(turnId));
        forward(
                record,
                new TurnAccepted(
                        event.getTenant(),
                        event.getConversationId(),
                        turnId,
                        event.getUserId(),
                        event.getTrain(),
                        turn,
                        first,
                        acceptedAt));
        accepted.followUp()
                .ifPresent(followUp ->
                        forward(record, Signals.derived(event, followUp, acceptedAt, Traces.in(record.headers()))));
        if (describes) {
            Statements.in(event, turn, turnId, acceptedAt).ifPresent(statement -> update(record, statement));
        }
    }

    private void update(Record<String, Interaction> record, ProfileUpdate update) {
        context.forward(
                record.withKey(Keys.of(update.getTenant(), update.getUserId())).withValue(update), names.profiles());
    }

    private void end(Record<String, Interaction> record, Disposition disposition) {
        context.forward(
                record.withKey(Keys.of(disposition.getTenant(), disposition.getEventId()))
                        .withValue(disposition),
                names.dispositions());
    }

    private void forward(Record<String, Interaction> record, TurnInput input) {
        context.forward(record.withValue(input), names.next());
    }

    /** As it is remembered at that time, whether the rest has been deleted or not: that happens by the clock. */
    private Conversation conversation(Interaction event, Instant acceptedAt) {
        return FollowUpDerivation.remembered(kept(event), acceptedAt, memory);
    }

    private Conversation kept(Interaction event) {
        Conversation known = conversations.get(key(event));
        return known == null ? FollowUpDerivation.empty() : known;
    }

    private static String key(Interaction event) {
        return TurnKeys.conversation(event.getTenant(), event.getConversationId());
    }

    /** Empty if there is none yet: the signal waits for the first one. */
    private static String latestTurn(Conversation conversation) {
        List<AcceptedTurn> turns = conversation.getTurns();
        return turns.isEmpty() ? "" : turns.get(turns.size() - 1).getTurnId();
    }

    private static Instant latest(Conversation conversation) {
        List<AcceptedTurn> turns = conversation.getTurns();
        return turns.get(turns.size() - 1).getAcceptedAt();
    }
}
