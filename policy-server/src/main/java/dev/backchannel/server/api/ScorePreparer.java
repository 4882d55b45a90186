package dev.backchannel.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.PromptBuilder;
import dev.backchannel.server.policies.PolicyRoute;
import dev.backchannel.server.policies.PolicyRouter;
import dev.backchannel.server.policies.ServedPolicy;
import dev.backchannel.server.scoring.ScoreRequest;
import dev.backchannel.topics.Keys;
import java.util.ArrayList;
import java.util.List;

/** Turns the bytes of a scoring request into token ids. */
final class ScorePreparer {
    private static final int MAX_CONTINUATIONS = 1024;

    private final PolicyModel model;
    private final PolicyRouter router;

    ScorePreparer(PolicyModel model, PolicyRouter router) {
        this.model = model;
        this.router = router;
    }

    /** @throws ApiException if the request is wrong, names an unknown model or cannot fit */
    ScoreRequest prepare(byte[] body, boolean internal) {
        Fields fields = new Fields(Json.parseObject(body), "");
        List<ChatMessage> messages = Messages.read(fields);
        List<int[]> continuations = continuations(fields);
        String name = fields.string("model").orElse(ServedPolicy.BASE);
        PolicyRoute route =
                router.route(name, Keys.DEFAULT_TENANT, null).orElseThrow(() -> ApiException.modelNotFound(name));
        int longest = continuations.stream().mapToInt(ids -> ids.length).max().orElse(0);
        return new ScoreRequest(route, prefix(messages, longest), continuations, internal);
    }

    private List<int[]> continuations(Fields fields) {
        ArrayNode array = fields.requiredArray("continuations");
        if (array.size() > MAX_CONTINUATIONS) {
            throw ApiException.invalid(
                    "continuations",
                    "continuations holds " + array.size() + " texts, but at most " + MAX_CONTINUATIONS
                            + " are taken; send several requests.");
        }
        List<int[]> continuations = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            continuations.add(continuation(array.get(i), "continuations[" + i + "]"));
        }
        return continuations;
    }

    private int[] continuation(JsonNode node, String path) {
        int[] ids = node.isTextual() ? model.prompts().content(Text.clean(node.textValue())) : new int[0];
        if (ids.length == 0) {
            throw ApiException.invalid(path, path + " must be a non-empty string, but is " + Json.describe(node) + ".");
        }
        return ids;
    }

    private int[] prefix(List<ChatMessage> messages, int longest) {
        int context = model.config().contextLength();
        if (longest >= context) {
            throw ApiException.invalid(
                    "continuations",
                    "context_length_exceeded",
                    "A continuation has " + longest + " tokens, but this model's context holds " + context
                            + ", conversation included.");
        }
        PromptBuilder prompts = model.prompts();
        try {
            return new PromptFitter<>(prompts::nextUserPrefix, ids -> ids.length, context - longest).fit(messages);
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid("messages", "The chat template refuses these messages: " + e.getMessage());
        }
    }
}
