package dev.backchannel.server.pool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.policy.FinishReason;
import dev.backchannel.policy.Tokenizer;
import dev.backchannel.server.generation.Answer;
import dev.backchannel.server.generation.Piece;
import dev.backchannel.server.generation.TokenLogProb;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One answer as an upstream's chunks make it grow. */
final class PooledChoice {
    private static final String TOKEN_ID = "token_id:";

    private final Tokenizer tokenizer;
    private final StringBuilder text = new StringBuilder();
    private final List<Integer> tokens = new ArrayList<>();
    private boolean tokensTold = true;
    private @Nullable FinishReason finishReason;
    private boolean endOfTurn;

    PooledChoice(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /**
     * @param choice of a {@code text_completion} chunk
     * @throws UpstreamException if the server has given up on it
     */
    Piece accept(JsonNode choice) {
        String part = choice.path("text").asText("");
        text.append(part);
        JsonNode ids = choice.path("token_ids");
        if (ids.isArray()) {
            ids.forEach(id -> tokens.add(id.intValue()));
        } else if (!part.isEmpty()) {
            tokensTold = false;
        }
        JsonNode reason = choice.path("finish_reason");
        if (reason.isTextual()) {
            finish(reason.textValue(), choice.path("stop_reason"));
        }
        return new Piece(part, logProbs(choice.path("logprobs")));
    }

    private void finish(String reason, JsonNode stop) {
        switch (reason) {
            case "stop" -> {
                finishReason = FinishReason.STOP;
                endOfTurn = !stop.isTextual(); // a text is a stop text; null or an id is a token
            }
            case "length" -> finishReason = FinishReason.LENGTH;
            default -> throw new UpstreamException(500, "it ended the answer with " + reason);
        }
    }

    boolean finished() {
        return finishReason != null;
    }

    /** Tokens that came so far. */
    int tokenCount() {
        return tokens.size();
    }

    Answer answer() {
        int[] known = tokens.stream()
                .mapToInt(Integer::intValue)
                .filter(id -> !tokenizer.endOfTurnIds().contains(id))
                .toArray();
        return tokensTold
                ? new Answer(known, text.toString(), finishReason, endOfTurn)
                : Answer.withoutTokens(tokenizer.encode(text.toString()), text.toString(), finishReason, endOfTurn);
    }

    private List<TokenLogProb> logProbs(JsonNode logProbs) {
        JsonNode names = logProbs.path("tokens");
        List<TokenLogProb> all = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            int token = id(names.get(i).asText());
            if (token >= 0 && !tokenizer.endOfTurnIds().contains(token)) {
                all.add(new TokenLogProb(
                        token,
                        logProbs.path("token_logprobs").path(i).asDouble(),
                        top(logProbs.path("top_logprobs").path(i))));
            }
        }
        return all;
    }

    private static List<TokenLogProb> top(JsonNode alternatives) {
        List<TokenLogProb> top = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : alternatives.properties()) {
            top.add(new TokenLogProb(id(entry.getKey()), entry.getValue().asDouble(), List.of()));
        }
        top.removeIf(token -> token.token() < 0);
        top.sort(Comparator.comparingDouble(TokenLogProb::logProb).reversed());
        return top;
    }

    /** −1 if it is no {@code token_id:N}. */
    private static int id(String name) {
        try {
            return name.startsWith(TOKEN_ID) ? Integer.parseInt(name.substring(TOKEN_ID.length())) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
