package dev.backchannel.standalone.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What users say, by number: short conversations with every kind of signal, the same for the same name and number. */
final class Scripts {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant BEGIN = Instant.parse("2026-11-01T10:00:00Z");
    private static final int USERS = 40;
    private static final int KINDS = 8;
    private static final String[] DRINKS = {"latte", "mocha", "espresso", "tea", "cocoa", "juice"};

    private final String run;

    /** @param run goes into every id */
    Scripts(String run) {
        this.run = run;
    }

    /** The events of a conversation, its turn first. */
    List<ObjectNode> conversation(int number) {
        SplittableRandom random = new SplittableRandom(run.hashCode() * 31L + number);
        String drink = DRINKS[random.nextInt(DRINKS.length)];
        String id = run + "-" + number;
        List<ObjectNode> events = new ArrayList<>();
        events.add(turn(id, "t1", number, "One " + drink + " please, no. " + number, "That is " + number + " euros."));
        switch (number % KINDS) {
            case 0 -> events.add(reaction("thumb", id, number).put("value", "up"));
            case 1 -> events.add(reaction("thumb", id, number).put("value", "down"));
            case 2 -> events.add(reaction("edit", id, number).put("text", "Gladly! One " + drink + ", no. " + number));
            case 3 -> events.add(reaction("follow_up", id, number).put("text", "thanks, that is perfect"));
            case 4 -> events.add(reaction("follow_up", id, number).put("text", "no, that is wrong"));
            case 5 -> events.add(reaction("acceptance", id, number));
            case 6 -> {
                events.add(turn(id, "t2", number, "One " + drink + " please, no. " + number, "Here is no. " + number));
                events.add(reaction("regeneration", id, number).put("new_turn_id", id + "-t2"));
            }
            default -> {
                events.add(reaction("thumb", id, number).put("value", "down"));
                events.add(reaction("edit", id, number).put("text", "One " + drink + " it is, no. " + number));
            }
        }
        return events;
    }

    /** A thumb on a turn that a server of ours answered. */
    ObjectNode thumb(String turnId, String conversationId, int number) {
        return event("thumb", turnId + "-thumb", conversationId, number)
                .put("turn_id", turnId)
                .put("value", number % 2 == 0 ? "up" : "down");
    }

    private ObjectNode turn(String id, String turn, int number, String question, String answer) {
        ObjectNode event = event("turn", id + "-" + turn, id, number).put("response", answer);
        event.putArray("messages").addObject().put("role", "user").put("content", question);
        return event;
    }

    private ObjectNode reaction(String type, String id, int number) {
        return event(type, id + "-" + type, id, number).put("turn_id", id + "-t1");
    }

    private ObjectNode event(String type, String eventId, String conversation, int number) {
        return JSON.createObjectNode()
                .put("type", type)
                .put("event_id", eventId)
                .put("conversation_id", conversation)
                .put("user_id", run + "-user-" + number % USERS)
                .put("occurred_at", BEGIN.plusSeconds(number).toString());
    }
}
