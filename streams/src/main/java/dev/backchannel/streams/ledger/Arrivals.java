package dev.backchannel.streams.ledger;

import dev.backchannel.avro.Acceptance;
import dev.backchannel.avro.Conversation;
import dev.backchannel.avro.Edit;
import dev.backchannel.avro.FollowUp;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Regeneration;
import dev.backchannel.avro.SeenEvent;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.Turn;
import dev.backchannel.streams.attribution.EventCheck;
import dev.backchannel.streams.attribution.EventIdentity;
import dev.backchannel.streams.attribution.FollowUpDerivation;
import dev.backchannel.streams.profile.UserChanges;
import dev.backchannel.topics.Keys;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which signals one partition of interactions holds, found by the rules that streams itself goes by: {@link EventCheck},
 * {@link EventIdentity} and {@link FollowUpDerivation}, record by record in the order of the partition.
 */
final class Arrivals {
    /** The kind of a derived follow-up. */
    static final String DERIVED = "derivedFollowUp";

    /** Where the findings go. */
    interface Sink {
        void signal(String id, String kind, int partition, long offset, Instant acceptedAt);

        /** A signal that was known, and is taken in again, since its record was redriven. */
        void again(String id, String kind, int partition, long offset, Instant acceptedAt);

        /** A record that is a unit of its own: a conflict of identities, nonsense, or unreadable. */
        void refused(String kind, int partition, long offset, Instant acceptedAt);

        void duplicate();
    }

    private final int partition;
    private final Duration window;
    private final boolean cut;
    private final Sink sink;
    private final Map<String, SeenEvent> seen = new HashMap<>();
    private final Map<String, Conversation> conversations = new HashMap<>();
    private @Nullable Instant countedFrom;

    /**
     * @param window how long an identity is remembered
     * @param cut whether retention has deleted the first records: those of the first window then only tell what came
     *     earlier, since they may repeat or follow something that cannot be seen any more
     */
    Arrivals(int partition, Duration window, boolean cut, Sink sink) {
        this.partition = partition;
        this.window = window;
        this.cut = cut;
        this.sink = sink;
    }

    /**
     * @param event null when the record has no value, or none that can be read
     * @param sentAgain by a redrive: that its identity is known does not make it a duplicate
     */
    void record(long offset, Instant acceptedAt, @Nullable String key, @Nullable Interaction event, boolean sentAgain) {
        if (countedFrom == null) {
            countedFrom = cut ? acceptedAt.plus(window) : Instant.MIN;
        }
        boolean counts = !acceptedAt.isBefore(countedFrom);
        if (event == null || EventCheck.problem(key, event).isPresent()) {
            if (counts) {
                sink.refused(event == null ? "unreadable" : kind(event), partition, offset, acceptedAt);
            }
            return;
        }
        switch (EventIdentity.judge(event, acceptedAt, window, seen::get)) {
            case DUPLICATE -> {
                if (counts) {
                    repeated(offset, acceptedAt, event, sentAgain);
                }
            }
            case CONFLICT, RESERVED -> {
                if (counts) {
                    sink.refused(kind(event), partition, offset, acceptedAt);
                }
            }
            case NEW -> accept(offset, acceptedAt, event, counts);
        }
    }

    private void accept(long offset, Instant acceptedAt, Interaction event, boolean counts) {
        SeenEvent remembered = EventIdentity.remember(event, acceptedAt);
        EventIdentity.keys(event).forEach(key -> seen.put(key, remembered));
        if (event.getPayload() instanceof Turn turn) {
            String key = Keys.of(event.getTenant(), event.getConversationId());
            FollowUpDerivation.Accepted accepted = FollowUpDerivation.accept(
                    conversations.getOrDefault(key, FollowUpDerivation.empty()),
                    EventIdentity.turnId(event),
                    event.getEventId(),
                    turn,
                    acceptedAt,
                    window);
            conversations.put(key, accepted.conversation());
            accepted.followUp()
                    .filter(f -> counts)
                    .ifPresent(f -> sink.signal(id(event, f.eventId()), DERIVED, partition, offset, acceptedAt));
        } else if (counts) {
            sink.signal(id(event, event.getEventId()), kind(event), partition, offset, acceptedAt);
        }
    }

    private void repeated(long offset, Instant acceptedAt, Interaction event, boolean sentAgain) {
        if (!sentAgain) {
            sink.duplicate();
        } else if (!(event.getPayload() instanceof Turn)) {
            sink.again(id(event, event.getEventId()), kind(event), partition, offset, acceptedAt);
        }
    }

    private static String id(Interaction event, String eventId) {
        return SignalIds.of(event.getTenant(), event.getConversationId(), eventId);
    }

    private static String kind(Interaction event) {
        Object payload = event.getPayload();
        if (payload instanceof Turn) {
            return "turn";
        }
        if (payload instanceof Edit) {
            return "edit";
        }
        if (payload instanceof Thumb) {
            return "thumb";
        }
        if (payload instanceof Regeneration) {
            return "regeneration";
        }
        if (payload instanceof FollowUp) {
            return "followUp";
        }
        if (UserChanges.isOne(event)) {
            return "profileChange";
        }
        return payload instanceof Acceptance ? "acceptance" : "other";
    }
}
