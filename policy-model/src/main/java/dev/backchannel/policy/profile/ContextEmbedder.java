package dev.backchannel.policy.profile;

import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.Completion;
import dev.backchannel.policy.PolicyModel;
import java.util.Arrays;
import java.util.List;

/**
 * Where in the space of topics a request lies: the base's hidden states half way up, over the request's tokens and the one
 * that ends the turn (which has read all of them), averaged with growing weights, less the same of general requests, of length
 * 1. The adapter is always off, so an embedding outlives every swap; one of another {@link #baseDigest()} says nothing here.
 * Thread-safe.
 *
 * <p>On the seed policy, the nearest of 200 requests is of the same topic as a new one in 0.92 of cases (chance: 0.2); a plain
 * mean of the last hidden states over the request alone finds 0.71. Of 50 requests, which hold half of all intents, 0.71 and
 * 0.55.
 */
public final class ContextEmbedder {
    private final PolicyModel model;
    private final int[] userHeader;
    private final float[] centre;

    /** Measures the centre: a forward pass for each of a few dozen short texts. */
    public ContextEmbedder(PolicyModel model) {
        this.model = model;
        this.userHeader = model.prompts().nextUserPrefix(List.of());
        float[] sum = new float[model.config().hiddenSize()];
        List<String> general = GeneralRequests.TEXTS;
        for (String text : general) {
            float[] mean = mean(text);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += mean[i] / general.size();
            }
        }
        this.centre = sum;
    }

    /** The text that stands for a conversation's context: its last user message; "" if there is none. */
    public static String contextOf(List<ChatMessage> messages) {
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i).role().equals("user")) {
                return messages.get(i).content().strip();
            }
        }
        return "";
    }

    /**
     * The embedding of {@link #contextOf} these messages, of length 1.
     *
     * @throws IllegalArgumentException if there is no user message with text in it
     */
    public float[] embed(List<ChatMessage> messages) {
        return embed(contextOf(messages));
    }

    /**
     * The same for a context as text. Of one beyond the model's context length the end counts.
     *
     * @throws IllegalArgumentException if it is blank
     */
    public float[] embed(String context) {
        if (context.isBlank()) {
            throw new IllegalArgumentException("A context without text has no embedding.");
        }
        float[] vector = mean(context.strip());
        double squares = 0;
        for (int i = 0; i < vector.length; i++) {
            vector[i] -= centre[i];
            squares += (double) vector[i] * vector[i];
        }
        double length = Math.sqrt(squares);
        for (int i = 0; i < vector.length && length > 0; i++) {
            vector[i] = (float) (vector[i] / length);
        }
        return vector;
    }

    /** Of the base whose hidden states these are; embeddings of different bases cannot be compared. */
    public String baseDigest() {
        return model.baseDigest();
    }

    /** Numbers in an embedding. */
    public int width() {
        return centre.length;
    }

    private float[] mean(String text) {
        int[] tokens = model.prompts().answer(text, true); // templates end users' turns as they end assistants'
        int room = model.config().contextLength() - userHeader.length;
        int[] fitting =
                tokens.length <= room ? tokens : Arrays.copyOfRange(tokens, tokens.length - room, tokens.length);
        return model.hiddenMeans(List.of(new Completion(userHeader, fitting)))[0];
    }
}
