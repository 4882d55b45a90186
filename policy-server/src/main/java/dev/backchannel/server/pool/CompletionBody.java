package dev.backchannel.server.pool;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.policy.SamplingParameters;
import dev.backchannel.server.generation.GenerationRequest;
import java.util.Set;

/**
 * A request to vLLM's {@code /v1/completions} for a prompt that was rendered and encoded here, so that what is recorded is
 * what was served. Whatever its own generation_config would add is switched off.
 */
final class CompletionBody {
    private CompletionBody() {}

    /**
     * @param model name of base or adapter there
     * @param endOfTurn token ids that end an answer
     */
    static ObjectNode of(GenerationRequest request, String model, Set<Integer> endOfTurn) {
        SamplingParameters sampling = request.sampling();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("model", model)
                .put("max_tokens", sampling.maxTokens())
                .put("n", request.choices())
                .put("temperature", sampling.temperature())
                .put("top_p", sampling.topP())
                .put("top_k", 0)
                .put("min_p", 0.0)
                .put("repetition_penalty", 1.0)
                .put("frequency_penalty", request.penalties().frequency())
                .put("presence_penalty", request.penalties().presence())
                .put("seed", sampling.seed())
                .put("stream", true)
                .put("return_token_ids", true);
        var prompt = body.putArray("prompt");
        for (int id : request.prompt()) {
            prompt.add(id);
        }
        var stop = body.putArray("stop");
        sampling.stop().forEach(stop::add);
        var stopIds = body.putArray("stop_token_ids");
        endOfTurn.forEach(stopIds::add);
        if (request.topLogProbs() >= 0) {
            body.put("logprobs", request.topLogProbs()).put("return_tokens_as_token_ids", true);
        }
        return body;
    }
}
