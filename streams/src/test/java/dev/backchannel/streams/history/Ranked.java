package dev.backchannel.streams.history;

import dev.backchannel.avro.Edit;
import dev.backchannel.avro.FollowUp;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.Other;
import dev.backchannel.avro.Regeneration;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.Turn;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A signal by how much it is trusted, told from what was sent and not from what the topology made of it. */
record Ranked(int rank, Instant occurredAt, String id) implements Comparable<Ranked> {
    private static final Comparator<Ranked> ORDER = Comparator.<Ranked>comparingInt(Ranked::rank)
            .thenComparing(Ranked::occurredAt)
            .thenComparing(Ranked::id);

    private static final int UNSURE = 0;

    boolean isSure() {
        return rank != UNSURE;
    }

    /** By {@code tenant/conversation/event id}. */
    static Map<String, Ranked> of(Account account) {
        Map<String, Ranked> all = new HashMap<>();
        Laws.interactions(account).forEach(e -> {
            Interaction event = (Interaction) e.value();
            if (event.getPayload() instanceof Other) {
                return; // never in a window; where it was refused, its id is free for another
            }
            Ranked ranked = of(event);
            all.putIfAbsent(Laws.scope(event.getTenant(), event.getConversationId()) + ranked.id(), ranked);
        });
        return all;
    }

    private static Ranked of(Interaction event) {
        if (event.getPayload() instanceof Turn turn) {
            List<Message> messages = turn.getMessages();
            String last = messages.get(messages.size() - 1).getContent();
            return new Ranked(isPlain(last) ? UNSURE : 2, event.getOccurredAt(), event.getEventId() + "#follow-up");
        }
        return new Ranked(trust(event.getPayload()), event.getOccurredAt(), event.getEventId());
    }

    private static int trust(Object payload) {
        if (payload instanceof Edit) {
            return 6;
        }
        if (payload instanceof Thumb) {
            return 5;
        }
        if (payload instanceof Regeneration) {
            return 4;
        }
        if (payload instanceof FollowUp followUp) {
            return isPlain(followUp.getText()) ? UNSURE : 3;
        }
        return 1;
    }

    /** Says nothing, or, where the user had said the same before, that the answer was no good. */
    private static boolean isPlain(String text) {
        return List.of("And tomorrow?", "And then?", "what is on tonight?", "From now on, no emoji.")
                .contains(text);
    }

    @Override
    public int compareTo(Ranked other) {
        return ORDER.compare(this, other);
    }
}
