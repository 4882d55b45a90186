package dev.backchannel.redaction;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.backchannel.avro.Edit;
import dev.backchannel.avro.FollowUp;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.Other;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.Turn;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What may be stored of an event. Texts are replaced in part, by placeholders that are always the same, so that what belongs together
 * still does; ids stay. An answer that was changed loses its tokens, which would spell it out. Thread-safe.
 */
public final class Redactor implements UnaryOperator<Interaction> {
    /** Everything may be stored. */
    public static final Redactor NONE = new Redactor(List.of());

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Redaction> redactions;

    Redactor(List<Redaction> redactions) {
        this.redactions = List.copyOf(redactions);
    }

    /** @return the same object if nothing is replaced */
    @Override
    public Interaction apply(Interaction event) {
        if (redactions.isEmpty()) {
            return event;
        }
        Object payload = payload(event.getPayload());
        return payload == event.getPayload()
                ? event
                : Interaction.newBuilder(event).setPayload(payload).build();
    }

    /** @return the same object if there is nothing to replace */
    public String text(String text) {
        String rest = text;
        for (Redaction redaction : redactions) {
            rest = redaction.of(rest);
        }
        return rest;
    }

    private Object payload(Object payload) {
        if (payload instanceof Turn turn) {
            return turn(turn);
        } else if (payload instanceof FollowUp followUp) {
            return changed(followUp.getText()).<Object>map(FollowUp::new).orElse(payload);
        } else if (payload instanceof Edit edit) {
            return changed(edit.getText()).<Object>map(Edit::new).orElse(payload);
        } else if (payload instanceof Thumb thumb) {
            return changed(thumb.getComment())
                    .<Object>map(comment -> new Thumb(thumb.getValue(), comment))
                    .orElse(payload);
        } else if (payload instanceof Other other) {
            return other(other);
        }
        return payload; // says nothing in words
    }

    private Turn turn(Turn turn) {
        List<Message> messages = turn.getMessages().stream()
                .map(message -> new Message(message.getRole(), text(message.getContent())))
                .toList();
        Optional<String> response = changed(turn.getResponse());
        Optional<String> asServed = changed(turn.getPromptAsServed());
        if (response.isEmpty() && asServed.isEmpty() && messages.equals(turn.getMessages())) {
            return turn;
        }
        Turn.Builder redacted = Turn.newBuilder(turn).setMessages(messages);
        asServed.ifPresent(redacted::setPromptAsServed);
        response.ifPresent(text -> redacted.setResponse(text).setAnswerTokenIds(List.of()));
        return redacted.build();
    }

    private Optional<String> changed(@Nullable String textOrNull) {
        return Optional.ofNullable(textOrNull).map(this::text).filter(text -> !text.equals(textOrNull));
    }

    /** Every text in the JSON; what is none is text itself. */
    private Other other(Other other) {
        try {
            JsonNode before = JSON.readTree(other.getJson());
            JsonNode after = json(before.deepCopy());
            return before.equals(after) ? other : new Other(other.getKind(), JSON.writeValueAsString(after));
        } catch (JsonProcessingException e) {
            return changed(other.getJson())
                    .map(text -> new Other(other.getKind(), text))
                    .orElse(other);
        }
    }

    private JsonNode json(JsonNode node) {
        if (node instanceof TextNode text) {
            return TextNode.valueOf(text(text.textValue()));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, json(array.get(i)));
            }
        } else if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> field.setValue(json(field.getValue())));
        }
        return node;
    }
}
