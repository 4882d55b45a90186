package dev.backchannel.server.pool;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Reads vLLM's {@code prompt_logprobs}: for each prompt token, what it and perhaps others had, by token id. */
final class PromptLogProbs {
    private PromptLogProbs() {}

    /**
     * @param answer to a completion request of these texts
     * @param judged how many of each one's last tokens are wanted
     * @throws UpstreamException 501 if the server does not report them
     */
    static double[][] read(JsonNode answer, List<int[]> texts, int[] judged) {
        double[][] all = new double[texts.size()][];
        for (JsonNode choice : answer.path("choices")) {
            int index = choice.path("index").asInt(-1);
            JsonNode tokens = choice.path("prompt_logprobs");
            if (index < 0 || index >= all.length || !tokens.isArray() || tokens.size() != texts.get(index).length) {
                throw missing();
            }
            all[index] = last(tokens, texts.get(index), judged[index]);
        }
        for (double[] one : all) {
            if (one == null) {
                throw missing();
            }
        }
        return all;
    }

    private static double[] last(JsonNode tokens, int[] ids, int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            int at = ids.length - count + i;
            JsonNode value = tokens.get(at).path(Integer.toString(ids[at])).path("logprob");
            if (!value.isNumber()) {
                throw missing();
            }
            values[i] = value.doubleValue();
        }
        return values;
    }

    private static UpstreamException missing() {
        return new UpstreamException(501, "it reports no prompt_logprobs");
    }
}
