package dev.backchannel.streams.profile;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Other;
import dev.backchannel.avro.ProfileChange;
import dev.backchannel.avro.ProfileUpdate;
import dev.backchannel.avro.ProfileWish;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads what a user changed in his own profile. It travels as {@code Other} of the kind {@value #KIND}, in the conversation
 * {@code profile:<user_id>}, as JSON: {@code {"replace":[{"id":"…"}|{"sentence":"…"}…]}} (entries with these ids stay, these
 * sentences are stated, all else goes) or {@code {"forget":true}}.
 */
public final class UserChanges {
    public static final String KIND = "profile";

    private static final String CONVERSATION = "profile:";
    private static final int MOST_ITEMS = 64;
    private static final String NO_USER = "user_id must say whose profile it is";
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private UserChanges() {}

    public static boolean isOne(Interaction event) {
        return event.getPayload() instanceof Other other && other.getKind().equals(KIND);
    }

    /** What is wrong with it; asked by the topology and by the ledger. */
    public static Optional<String> problem(Interaction event) {
        try {
            read(event);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("profile_change: " + e.getMessage());
        }
    }

    /** @throws IllegalArgumentException if {@link #problem} says why */
    public static ProfileUpdate update(Interaction event, Instant acceptedAt) {
        ProfileChange change = read(event);
        String user = Objects.requireNonNull(event.getUserId(), NO_USER);
        return new ProfileUpdate(event.getTenant(), user, event.getEventId(), acceptedAt, change);
    }

    private static ProfileChange read(Interaction event) {
        String user = event.getUserId();
        require(user != null && !user.isBlank(), NO_USER);
        require(
                event.getConversationId().equals(CONVERSATION + user),
                "the conversation_id must be '" + CONVERSATION + user + "', not '" + event.getConversationId() + "'");
        require(event.getTurnId() == null, "a change of a profile is about no turn");
        JsonNode json = parse(((Other) event.getPayload()).getJson());
        require(
                json.isObject() && json.size() == 1,
                "the JSON must be an object with either 'replace' or 'forget', as its only field");
        if (json.has("forget")) {
            require(json.get("forget").isBoolean() && json.get("forget").booleanValue(), "'forget' must be true");
            return new ProfileChange(List.of(), List.of());
        }
        JsonNode items = json.get("replace");
        require(items != null && items.isArray(), "'replace' must be a list");
        require(items.size() <= MOST_ITEMS, items.size() + " items in 'replace', at most " + MOST_ITEMS);
        return replace(items);
    }

    private static ProfileChange replace(JsonNode items) {
        List<String> kept = new ArrayList<>();
        List<ProfileWish> stated = new ArrayList<>();
        for (JsonNode item : items) {
            JsonNode id = item.get("id");
            JsonNode sentence = item.get("sentence");
            boolean one = item.isObject() && item.size() == 1 && (id != null || sentence != null);
            require(
                    one && (id == null ? sentence : id).isTextual(),
                    "an item of 'replace' must have either an 'id' or a 'sentence', a text, and nothing else");
            if (id != null) {
                kept.add(id.textValue());
            } else {
                String line = WishText.clean(sentence.textValue())
                        .orElseThrow(() -> new IllegalArgumentException("a 'sentence' must be one to "
                                + WishText.MOST_CHARACTERS + " characters of plain text without role markers"));
                stated.addAll(Wishes.stated(line));
            }
        }
        return new ProfileChange(
                kept.stream().distinct().toList(), stated.stream().distinct().toList());
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
