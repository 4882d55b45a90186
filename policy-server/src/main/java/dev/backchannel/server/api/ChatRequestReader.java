package dev.backchannel.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.access.Principal;
import dev.backchannel.server.generation.Penalties;
import dev.backchannel.topics.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/** Reads and checks a chat completion request. Unknown fields are let be; known ones that cannot be honoured are refused. */
final class ChatRequestReader {
    private static final int MAX_CHOICES = 16;
    private static final int MAX_STOPS = 16;
    private static final int MAX_TOP_LOG_PROBS = 20;
    /** Each with the values that ask for nothing. */
    private static final List<String> UNSUPPORTED = List.of(
            "tools",
            "tool_choice",
            "functions",
            "function_call",
            "audio",
            "modalities",
            "prediction",
            "response_format",
            "web_search_options",
            "reasoning_effort",
            "chat_template_kwargs",
            "logit_bias");

    private static final Set<String> HARMLESS =
            Set.of("\"none\"", "\"auto\"", "[]", "{}", "[\"text\"]", "{\"type\":\"text\"}");

    private ChatRequestReader() {}

    /**
     * @param caller whose tenant the request is held to
     * @throws ApiException 400 naming the first field that is wrong, its value and what it must be
     */
    static ChatRequest read(byte[] body, Principal caller) {
        Fields fields = new Fields(Json.parseObject(body), "");
        UNSUPPORTED.forEach(name -> refuse(fields, name));
        Fields metadata = new Fields(fields.object("metadata").orElseGet(Json::object), "metadata.");
        Fields streamOptions = new Fields(fields.object("stream_options").orElseGet(Json::object), "stream_options.");
        OptionalInt newName = fields.integer("max_completion_tokens", 1, Integer.MAX_VALUE);
        OptionalInt oldName = fields.integer("max_tokens", 1, Integer.MAX_VALUE);
        return new ChatRequest(
                fields.requiredString("model"),
                Messages.read(fields),
                fields.number("temperature", 0, 2),
                topP(fields),
                newName.isPresent() ? newName : oldName,
                fields.integer("n", 1, MAX_CHOICES).orElse(1),
                stop(fields),
                fields.longInteger("seed"),
                new Penalties(
                        fields.number("frequency_penalty", -2, 2).orElse(0),
                        fields.number("presence_penalty", -2, 2).orElse(0)),
                topLogProbs(fields),
                fields.flag("stream"),
                streamOptions.flag("include_usage"),
                id(metadata, "conversation_id"),
                tenant(metadata, caller),
                train(metadata),
                profile(metadata),
                id(fields, "user"));
    }

    private static void refuse(Fields fields, String name) {
        JsonNode value = fields.raw(name);
        if (fields.has(name) && !HARMLESS.contains(value.toString())) {
            throw ApiException.unsupported(name, name + " is not supported by this server; leave it out.");
        }
    }

    private static OptionalDouble topP(Fields fields) {
        OptionalDouble topP = fields.number("top_p", 0, 1);
        if (topP.orElse(1) == 0) {
            throw fields.wrong("top_p", "a number above 0 and at most 1", fields.raw("top_p"));
        }
        return topP;
    }

    private static int topLogProbs(Fields fields) {
        boolean wanted = fields.flag("logprobs");
        OptionalInt top = fields.integer("top_logprobs", 0, MAX_TOP_LOG_PROBS);
        if (top.isPresent() && !wanted) {
            throw ApiException.invalid("top_logprobs", "top_logprobs needs logprobs to be true.");
        }
        return wanted ? top.orElse(0) : -1;
    }

    private static List<String> stop(Fields fields) {
        JsonNode stop = fields.raw("stop");
        List<String> texts = new ArrayList<>();
        if (stop.isArray()) {
            for (int i = 0; i < stop.size(); i++) {
                texts.add(stopText(fields, "stop", stop.get(i)));
            }
        } else if (fields.has("stop")) {
            texts.add(stopText(fields, "stop", stop));
        }
        if (texts.size() > MAX_STOPS) {
            throw ApiException.invalid(
                    "stop", "stop holds " + texts.size() + " texts, but at most " + MAX_STOPS + " are taken.");
        }
        return texts;
    }

    private static String stopText(Fields fields, String name, JsonNode value) {
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw fields.wrong(name, "a non-empty string or an array of them", value);
        }
        return Text.clean(value.textValue());
    }

    private static Optional<String> id(Fields fields, String name) {
        Optional<String> id = fields.string(name).filter(text -> !text.isBlank());
        id.filter(text -> text.length() > Keys.LONGEST_ID).ifPresent(text -> {
            throw fields.wrong(name, "at most " + Keys.LONGEST_ID + " characters", fields.raw(name));
        });
        return id;
    }

    private static String tenant(Fields metadata, Principal caller) {
        String named = metadata.string("tenant").orElse(null);
        if (named != null && !Keys.isTenant(named)) {
            throw metadata.wrong(
                    "tenant", "1 to 64 letters, digits, dots, dashes or underscores", metadata.raw("tenant"));
        }
        return caller.tenant(named, Keys.DEFAULT_TENANT)
                .orElseThrow(() -> ApiException.foreignTenant("metadata.tenant", named, caller.tenant()));
    }

    private static boolean profile(Fields metadata) {
        String word = metadata.string("profile").orElse("on");
        return switch (word) {
            case "on" -> true;
            case "off" -> false;
            default -> throw metadata.wrong("profile", "\"on\" or \"off\"", metadata.raw("profile"));
        };
    }

    /** OpenAI's metadata holds strings only, so "false" is the word; a plain false is understood as well. */
    private static boolean train(Fields metadata) {
        JsonNode train = metadata.raw("train");
        if (!metadata.has("train")) {
            return true;
        }
        return switch (train.asText()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw metadata.wrong("train", "\"true\" or \"false\"", train);
        };
    }
}
