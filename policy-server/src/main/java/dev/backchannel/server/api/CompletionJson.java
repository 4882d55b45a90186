package dev.backchannel.server.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.policy.Tokenizer;
import dev.backchannel.server.generation.Answer;
import dev.backchannel.server.generation.GenerationResult;
import dev.backchannel.server.generation.TokenLogProb;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** OpenAI's objects: {@code chat.completion} and {@code chat.completion.chunk}. */
final class CompletionJson {
    private final Tokenizer tokenizer;
    private final ChatHead head;
    private final boolean withLogProbs;

    CompletionJson(Tokenizer tokenizer, ChatHead head, boolean withLogProbs) {
        this.tokenizer = tokenizer;
        this.head = head;
        this.withLogProbs = withLogProbs;
    }

    ObjectNode completion(GenerationResult result, List<List<TokenLogProb>> logProbs) {
        ObjectNode body = envelope("chat.completion", result.checkpoint());
        ArrayNode choices = body.putArray("choices");
        for (int i = 0; i < result.answers().size(); i++) {
            Answer answer = result.answers().get(i);
            ObjectNode choice = choices.addObject().put("index", i);
            choice.putObject("message")
                    .put("role", "assistant")
                    .put("content", answer.text())
                    .putNull("refusal");
            putLogProbs(choice, logProbs.get(i));
            choice.put("finish_reason", answer.ending().wire());
        }
        body.set("usage", usage(result));
        return body;
    }

    /** A chunk that opens a choice. */
    ObjectNode opening(String checkpoint, int choice) {
        ObjectNode body = envelope("chat.completion.chunk", checkpoint);
        ObjectNode entry = body.putArray("choices").addObject().put("index", choice);
        entry.putObject("delta").put("role", "assistant").put("content", "");
        entry.putNull("logprobs").putNull("finish_reason");
        return body;
    }

    ObjectNode delta(String checkpoint, int choice, String text, List<TokenLogProb> logProbs) {
        ObjectNode body = envelope("chat.completion.chunk", checkpoint);
        ObjectNode entry = body.putArray("choices").addObject().put("index", choice);
        entry.putObject("delta").put("content", text);
        putLogProbs(entry, logProbs);
        entry.putNull("finish_reason");
        return body;
    }

    ObjectNode closing(String checkpoint, int choice, String finishReason) {
        ObjectNode body = envelope("chat.completion.chunk", checkpoint);
        ObjectNode entry = body.putArray("choices").addObject().put("index", choice);
        entry.putObject("delta");
        entry.putNull("logprobs").put("finish_reason", finishReason);
        return body;
    }

    /** The last chunk of {@code stream_options.include_usage}. */
    ObjectNode usageChunk(GenerationResult result) {
        ObjectNode body = envelope("chat.completion.chunk", result.checkpoint());
        body.putArray("choices");
        body.set("usage", usage(result));
        return body;
    }

    private ObjectNode envelope(String object, @Nullable String checkpoint) {
        return Json.object()
                .put("id", head.turnId())
                .put("object", object)
                .put("created", head.created())
                .put("model", head.model())
                .put("system_fingerprint", checkpoint);
    }

    private ObjectNode usage(GenerationResult result) {
        int completion = result.answers().stream()
                .mapToInt(answer -> answer.tokens().length)
                .sum();
        return Json.object()
                .put("prompt_tokens", head.promptTokens())
                .put("completion_tokens", completion)
                .put("total_tokens", head.promptTokens() + completion);
    }

    private void putLogProbs(ObjectNode choice, List<TokenLogProb> logProbs) {
        if (!withLogProbs) {
            choice.putNull("logprobs");
            return;
        }
        ObjectNode body = choice.putObject("logprobs");
        ArrayNode content = body.putArray("content");
        for (TokenLogProb token : logProbs) {
            ArrayNode top = content.add(entry(token)).get(content.size() - 1).withArray("top_logprobs");
            token.top().forEach(alternative -> top.add(entry(alternative)));
        }
        body.putNull("refusal");
    }

    private ObjectNode entry(TokenLogProb token) {
        String text = tokenizer.decode(new int[] {token.token()});
        ObjectNode entry = Json.object().put("token", text).put("logprob", token.logProb());
        if (text.indexOf('\uFFFD') >= 0) {
            return entry.putNull("bytes"); // part of a character: its text alone does not tell its bytes
        }
        ArrayNode bytes = entry.putArray("bytes");
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(b & 0xff);
        }
        return entry;
    }
}
