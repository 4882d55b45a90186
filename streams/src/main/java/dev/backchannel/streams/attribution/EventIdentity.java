package dev.backchannel.streams.attribution;

import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.SeenEvent;
import dev.backchannel.avro.Turn;
import dev.backchannel.topics.Keys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Whether an event is new, sent again, or another one under a used id. Like {@link FollowUpDerivation} it is asked by the
 * topology and by the ledger, in the order of the partition.
 *
 * <p>The identity of an event is (tenant, conversation_id, event_id), that of a turn its turn_id, too. The first event of a
 * turn_id wins: a later turn with a turn_id or event_id that a turn has used is a duplicate, whatever its body. Any other
 * event with a used event_id is a duplicate if its body is the same, else a conflict. The body is what was said of which turn
 * by whom; {@code occurred_at} and {@code source} are not part of it, since the door fills them in.
 */
public final class EventIdentity {
    /** What to do with an event. */
    public enum Verdict {
        NEW,
        DUPLICATE,
        /** Another body under a used id. */
        CONFLICT,
        /** The id is of the form that derived follow-ups have. */
        RESERVED
    }

    private static final byte TURN = 1;
    private static final byte SIGNAL = 2;
    /** A turn with the id of its event: one entry stands for both. */
    private static final byte NAMESAKE = 3;

    private static final DatumWriter<Interaction> BODY = new SpecificDatumWriter<>(Interaction.class);

    private EventIdentity() {}

    /**
     * Keys under which the event is remembered: {@code tenant/conversation_id/e/event_id}, and for a turn whose id is another
     * than its event's {@code …/t/turn_id} too.
     */
    public static List<String> keys(Interaction event) {
        String conversation = TurnKeys.conversation(event.getTenant(), event.getConversationId());
        String own = ofEvent(conversation, event.getEventId());
        return isTurn(event) && !isNamedAfterItsEvent(event)
                ? List.of(own, ofTurn(conversation, turnId(event)))
                : List.of(own);
    }

    private static String ofEvent(String conversation, String eventId) {
        return conversation + "/e/" + eventId;
    }

    private static String ofTurn(String conversation, String turnId) {
        return conversation + "/t/" + turnId;
    }

    private static boolean isTurn(Interaction event) {
        return event.getPayload() instanceof Turn;
    }

    private static boolean isNamedAfterItsEvent(Interaction turnEvent) {
        return turnId(turnEvent).equals(turnEvent.getEventId());
    }

    /** A turn's id is its event's where the producer left it out. */
    public static String turnId(Interaction turnEvent) {
        return turnEvent.getTurnId() == null ? turnEvent.getEventId() : turnEvent.getTurnId();
    }

    public static SeenEvent remember(Interaction event, Instant acceptedAt) {
        return new SeenEvent(event.getEventId(), ByteBuffer.wrap(digest(event)), acceptedAt);
    }

    /**
     * @param remembered what is remembered under a key of {@link #keys}, null if nothing
     * @param window how long an identity is remembered
     */
    public static Verdict judge(
            Interaction event, Instant acceptedAt, Duration window, Function<String, SeenEvent> remembered) {
        if (event.getEventId().endsWith(Keys.DERIVED_FOLLOW_UP)) {
            return Verdict.RESERVED;
        }
        Function<String, SeenEvent> recent = key -> {
            SeenEvent seen = remembered.apply(key);
            return seen == null || seen.getAcceptedAt().isBefore(acceptedAt.minus(window)) ? null : seen;
        };
        String conversation = TurnKeys.conversation(event.getTenant(), event.getConversationId());
        SeenEvent used = recent.apply(ofEvent(conversation, event.getEventId()));
        if (!isTurn(event)) {
            return used == null
                    ? Verdict.NEW
                    : used.getDigest().equals(ByteBuffer.wrap(digest(event))) ? Verdict.DUPLICATE : Verdict.CONFLICT;
        }
        if (isOfATurn(used) || isTurnKnown(event, conversation, recent)) {
            return Verdict.DUPLICATE;
        }
        return used == null ? Verdict.NEW : Verdict.CONFLICT;
    }

    private static boolean isTurnKnown(Interaction event, String conversation, Function<String, SeenEvent> recent) {
        String turnId = turnId(event);
        if (recent.apply(ofTurn(conversation, turnId)) != null) {
            return true;
        }
        SeenEvent ofThatName = isNamedAfterItsEvent(event) ? null : recent.apply(ofEvent(conversation, turnId));
        return ofThatName != null && ofThatName.getDigest().get(0) == NAMESAKE;
    }

    private static boolean isOfATurn(SeenEvent seen) {
        return seen != null && seen.getDigest().get(0) != SIGNAL;
    }

    private static byte[] digest(Interaction event) {
        if (isTurn(event)) {
            return new byte[] {isNamedAfterItsEvent(event) ? NAMESAKE : TURN}; // its body never counts
        }
        byte[] sha = MessageDigests.sha256().digest(body(event));
        byte[] digest = new byte[17];
        digest[0] = SIGNAL;
        System.arraycopy(sha, 0, digest, 1, 16);
        return digest;
    }

    private static byte[] body(Interaction event) {
        Interaction body = new Interaction(
                event.getEventId(),
                event.getTenant(),
                event.getConversationId(),
                event.getTurnId(),
                event.getUserId(),
                Instant.EPOCH,
                "",
                event.getTrain(),
                event.getPayload());
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            BODY.write(body, encoder);
            encoder.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
