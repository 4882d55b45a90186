package dev.backchannel.streams.worker;

import dev.backchannel.avro.Message;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * Scores with any OpenAI-compatible server that returns the log-probabilities of a prompt: {@code POST /v1/completions} with
 * {@code echo} and {@code logprobs}, one prompt for each text. Counted are the tokens that begin within the text.
 */
final class CompletionsClient implements LikelihoodSource {
    private final PatientHttp http;
    private final PromptText prompts;
    private final String identity;

    CompletionsClient(Vertx vertx, MiningConfig config, Clock clock) {
        RewardConfig reward = config.reward();
        this.http = new PatientHttp(vertx, reward.serverUrl(), config, clock);
        this.prompts = reward.template() == null ? PromptText.plain() : PromptText.ofModel(Path.of(reward.template()));
        this.identity = reward.server() + " " + reward.model();
    }

    @Override
    public Future<Likelihoods> score(
            String model, List<Message> messages, List<String> continuations, Instant deadline) {
        String before = prompts.before(messages);
        String header = before + prompts.separator();
        JsonArray texts = new JsonArray();
        continuations.forEach(text -> texts.add(header + text));
        JsonObject body = new JsonObject()
                .put("model", model)
                .put("prompt", texts)
                .put("echo", true)
                .put("logprobs", 1)
                .put("max_tokens", 1) // some servers refuse 0; what is generated is left out
                .put("temperature", 0);
        return http.send(HttpMethod.POST, "/v1/completions", body, deadline).map(response -> {
            JsonArray choices = PatientHttp.body(response).getJsonArray("choices", new JsonArray());
            if (choices.size() != continuations.size()) {
                throw new RequestFailure(
                        "the server answered " + choices.size() + " of " + continuations.size() + " prompts", false);
            }
            double[] means = new double[choices.size()];
            for (int i = 0; i < means.length; i++) {
                JsonObject choice = choices.getJsonObject(i);
                int index = choice.getInteger("index", i);
                means[index] = mean(
                        choice.getJsonObject("logprobs"),
                        before.length(),
                        texts.getString(index).length());
            }
            return new Likelihoods(means, identity);
        });
    }

    /** Such a server does not tell its weights; whoever changes them under the same name restarts the worker. */
    @Override
    public Future<String> judge(String model, Instant deadline) {
        return Future.succeededFuture(identity);
    }

    @Override
    public void close() {
        http.close();
    }

    private static double mean(JsonObject logProbs, int from, int to) {
        if (logProbs == null
                || logProbs.getJsonArray("token_logprobs") == null
                || logProbs.getJsonArray("text_offset") == null) {
            throw new RequestFailure(
                    "the server returned no log-probabilities of the prompt (echo and logprobs)", false);
        }
        JsonArray offsets = logProbs.getJsonArray("text_offset");
        JsonArray values = logProbs.getJsonArray("token_logprobs");
        double sum = 0;
        int tokens = 0;
        for (int i = 0; i < values.size(); i++) {
            int at = offsets.getInteger(i);
            if (at >= from && at < to && values.getValue(i) != null) {
                sum += values.getDouble(i);
                tokens++;
            }
        }
        if (tokens == 0) {
            throw new RequestFailure("the server scored no token of a follow-up", false);
        }
        return sum / tokens;
    }
}
