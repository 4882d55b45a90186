package dev.backchannel.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.policy.PromptBuilder;
import dev.backchannel.server.policies.ServedPolicy;
import java.util.ArrayList;
import java.util.List;

/** Reads and checks a request for embeddings. Adapters change no embedding, so every model that there is would be the base. */
final class EmbeddingsReader {
    private static final int MAX_INPUTS = 64;

    private final PromptBuilder prompts;
    private final int width;

    /** @param width components of an embedding */
    EmbeddingsReader(PromptBuilder prompts, int width) {
        this.prompts = prompts;
        this.width = width;
    }

    /**
     * @param tokens of all inputs
     * @param base64 whether embeddings are to be written as little-endian floats in base64
     */
    record Request(List<String> inputs, int tokens, boolean base64) {}

    Request read(byte[] body) {
        Fields fields = new Fields(Json.parseObject(body), "");
        String model = fields.string("model").orElse(ServedPolicy.BASE);
        if (!model.equals(ServedPolicy.BASE)) {
            throw ApiException.invalid(
                    "model",
                    "model_not_found",
                    "model is " + Json.quoted(model)
                            + ", but embeddings are made by \"base\" alone, so that they survive"
                            + " every checkpoint.");
        }
        fields.integer("dimensions", 1, Integer.MAX_VALUE).ifPresent(wanted -> {
            if (wanted != width) {
                throw ApiException.invalid(
                        "dimensions",
                        "dimensions is " + wanted + ", but this base's embeddings have " + width + "; leave it out.");
            }
        });
        List<String> inputs = inputs(fields);
        int tokens =
                inputs.stream().mapToInt(text -> prompts.content(text).length).sum();
        return new Request(inputs, tokens, base64(fields));
    }

    private static List<String> inputs(Fields fields) {
        JsonNode input = fields.raw("input");
        if (!input.isArray()) {
            return List.of(text(input, "input"));
        }
        if (input.isEmpty() || input.size() > MAX_INPUTS) {
            throw ApiException.invalid(
                    "input",
                    "input holds " + input.size() + " texts, but must hold 1 to " + MAX_INPUTS
                            + "; send several requests.");
        }
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < input.size(); i++) {
            inputs.add(text(input.get(i), "input[" + i + "]"));
        }
        return inputs;
    }

    private static String text(JsonNode node, String path) {
        if (!node.isTextual() || node.textValue().isBlank()) {
            throw ApiException.invalid(
                    path, path + " must be a string that is not blank, but is " + Json.describe(node) + ".");
        }
        return Text.clean(node.textValue());
    }

    private static boolean base64(Fields fields) {
        String format = fields.string("encoding_format").orElse("float");
        return switch (format) {
            case "float" -> false;
            case "base64" -> true;
            default ->
                throw ApiException.invalid(
                        "encoding_format",
                        "encoding_format must be \"float\" or \"base64\", but is " + Json.quoted(format) + ".");
        };
    }
}
