package dev.backchannel.policy;

/**
 * A text to be rated, as token ids.
 *
 * @param prompt what comes before; at least one token, as the first completion token needs something to follow
 * @param completion the tokens whose log-probabilities are wanted
 */
public record Completion(int[] prompt, int[] completion) {
    public Completion {
        if (prompt.length == 0) {
            throw new IllegalArgumentException("A completion needs a prompt of at least one token.");
        }
    }

    public int length() {
        return prompt.length + completion.length;
    }
}
