package dev.backchannel.streams.attribution;

import dev.backchannel.avro.AcceptedTurn;
import dev.backchannel.avro.Conversation;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.Turn;
import dev.backchannel.topics.Keys;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which follow-up an accepted turn carries for its predecessor. The rule lives here and nowhere else: the topology and the
 * ledger both ask it, turn by turn in the order of the partition, duplicates left out.
 *
 * <ul>
 *   <li>The predecessor is the accepted turn of the conversation whose messages and response are the longest prefix of the
 *       new turn's messages (the latest of equals), else the latest accepted turn.
 *   <li>The follow-up is the new turn's last user message after that prefix; without one there is none.
 *   <li>A turn whose messages equal those of an accepted turn is a regeneration and derives none.
 *   <li>A conversation remembers its latest {@value #MOST_TURNS} turns; none is a predecessor for longer than an identity is known.
 * </ul>
 */
public final class FollowUpDerivation {
    static final int MOST_TURNS = 256;

    private FollowUpDerivation() {}

    /**
     * @param conversation with the new turn accepted
     * @param followUp the reaction to an earlier turn that the new one carries
     */
    public record Accepted(Conversation conversation, Optional<DerivedFollowUp> followUp) {}

    public static Conversation empty() {
        return new Conversation(List.of());
    }

    /** Without the turns that are older than {@code memory} by then. */
    public static Conversation remembered(Conversation conversation, Instant then, Duration memory) {
        return new Conversation(conversation.getTurns().stream()
                .filter(t -> !t.getAcceptedAt().isBefore(then.minus(memory)))
                .toList());
    }

    /**
     * @param conversation the turns accepted before, in the order of the partition
     * @param turnId of the new turn, not among them
     * @param eventId of the event that carries the new turn
     * @param memory how long before it its predecessor may have been accepted
     */
    public static Accepted accept(
            Conversation conversation, String turnId, String eventId, Turn turn, Instant acceptedAt, Duration memory) {
        List<byte[]> prefixes = MessageDigests.prefixes(turn.getMessages());
        byte[] messages = prefixes.get(prefixes.size() - 1);
        List<AcceptedTurn> remembered =
                remembered(conversation, acceptedAt, memory).getTurns();
        Optional<DerivedFollowUp> followUp =
                answered(remembered, messages) ? Optional.empty() : derive(remembered, prefixes, eventId, turn);

        // Older ones stay: when a log is read at once, windows of then may yet have to be settled.
        List<AcceptedTurn> known = conversation.getTurns().stream()
                .filter(t -> !t.getTurnId().equals(turnId))
                .toList();
        List<AcceptedTurn> next =
                new ArrayList<>(known.subList(Math.max(0, known.size() - MOST_TURNS + 1), known.size()));
        byte[] exchange = MessageDigests.extend(messages, "assistant", turn.getResponse());
        next.add(new AcceptedTurn(turnId, ByteBuffer.wrap(messages), ByteBuffer.wrap(exchange), acceptedAt));
        return new Accepted(new Conversation(next), followUp);
    }

    private static Optional<DerivedFollowUp> derive(
            List<AcceptedTurn> accepted, List<byte[]> prefixes, String eventId, Turn turn) {
        if (accepted.isEmpty()) {
            return Optional.empty();
        }
        for (int length = prefixes.size() - 1; length > 0; length--) {
            ByteBuffer prefix = ByteBuffer.wrap(prefixes.get(length));
            for (int i = accepted.size() - 1; i >= 0; i--) {
                if (accepted.get(i).getExchangeDigest().equals(prefix)) {
                    return lastUserMessage(turn, length)
                            .map(followUp(eventId, accepted.get(i).getTurnId()));
                }
            }
        }
        AcceptedTurn latest = accepted.get(accepted.size() - 1);
        return lastUserMessage(turn, 0).map(followUp(eventId, latest.getTurnId()));
    }

    private static Function<String, DerivedFollowUp> followUp(String eventId, String predecessor) {
        return text -> new DerivedFollowUp(Keys.derivedFollowUp(eventId), predecessor, text);
    }

    private static Optional<String> lastUserMessage(Turn turn, int from) {
        List<Message> messages = turn.getMessages();
        for (int i = messages.size() - 1; i >= from; i--) {
            if (messages.get(i).getRole().equals("user")) {
                return Optional.of(messages.get(i).getContent());
            }
        }
        return Optional.empty();
    }

    private static boolean answered(List<AcceptedTurn> accepted, byte[] messages) {
        ByteBuffer wanted = ByteBuffer.wrap(messages);
        return accepted.stream().anyMatch(t -> t.getMessagesDigest().equals(wanted));
    }
}
