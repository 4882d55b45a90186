package dev.backchannel.standalone.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;

/** The forms in which recorded conversations come. */
public enum ReplayFormat {
    OASST,
    TASKMASTER,
    CONTURE,
    OPENAI,
    EVENTS;

    Translator translator() {
        return switch (this) {
            case OASST -> new OasstTranslator();
            case TASKMASTER -> new TaskmasterTranslator();
            case CONTURE -> new ContureTranslator();
            case OPENAI -> new OpenAiTranslator();
            case EVENTS -> new EventsTranslator();
        };
    }

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** By the fields that only one form has. */
    static Optional<ReplayFormat> guess(JsonNode record) {
        if (record.has("message_tree_id")) {
            return Optional.of(OASST);
        } else if (record.has("generation") && record.has("reward")) {
            return Optional.of(TASKMASTER);
        } else if (record.has("dialog_id") && record.has("turns")) {
            return Optional.of(CONTURE);
        } else if (record.has("type")) {
            return Optional.of(EVENTS);
        } else if (record.has("messages")) {
            return Optional.of(OPENAI);
        }
        return Optional.empty();
    }
}
