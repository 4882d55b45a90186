package dev.backchannel.standalone.bench.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.policy.ChatMessage;
import dev.backchannel.standalone.replay.BadRecordException;
import dev.backchannel.standalone.replay.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Taskmaster rewards: each record is one answer in its context. Records share dialogues, so what the user said next is found
 * in the longer context of another record; a dialogue is known by its beginning.
 */
final class TaskmasterAnswers {
    private static final int BEGINNING = 2;

    private record Spoken(String role, String text) {}

    private record Answered(List<Spoken> context, Spoken answer, boolean good) {}

    private final List<Answered> records = new ArrayList<>();

    void add(JsonNode line) throws BadRecordException {
        List<Spoken> context = new ArrayList<>();
        for (JsonNode message : Json.nested(line, "context")) {
            context.add(spoken(message));
        }
        JsonNode generation = Json.nested(line, "generation");
        if (!line.path("reward").isNumber()) {
            throw new BadRecordException("'reward' is not a number");
        }
        records.add(
                new Answered(context, spoken(generation), line.path("reward").doubleValue() >= 0.5));
    }

    List<RatedAnswer> answers() {
        Map<List<Spoken>, String> next = new HashMap<>();
        for (Answered record : records) {
            for (int i = 1; i < record.context().size(); i++) {
                if (record.context().get(i).role().equals("user")) {
                    next.putIfAbsent(
                            List.copyOf(record.context().subList(0, i)),
                            record.context().get(i).text());
                }
            }
        }
        return records.stream()
                .filter(record -> record.answer().role().equals("assistant"))
                .map(record -> rated(record, next))
                .toList();
    }

    private static RatedAnswer rated(Answered record, Map<List<Spoken>, String> next) {
        List<Spoken> whole = new ArrayList<>(record.context());
        whole.add(record.answer());
        String followUp = next.get(whole);
        return new RatedAnswer(
                record.context()
                        .subList(0, Math.min(BEGINNING, record.context().size()))
                        .toString(),
                record.context().stream()
                        .map(spoken ->
                                new ChatMessage(spoken.role().equals("api") ? "system" : spoken.role(), spoken.text()))
                        .toList(),
                record.answer().text(),
                record.good() ? Rating.GOOD : Rating.BAD,
                null,
                0,
                followUp == null ? List.of() : List.of(followUp));
    }

    /** Calls of an API and what it returned are no answers, but part of the context. */
    private static Spoken spoken(JsonNode message) throws BadRecordException {
        String role = Json.id(message, "role");
        if (message.hasNonNull("text")) {
            return new Spoken(
                    role.equals("agent") ? "assistant" : role,
                    message.get("text").asText());
        }
        return new Spoken("api", Json.write(message.path(message.hasNonNull("api") ? "api" : "response")));
    }
}
