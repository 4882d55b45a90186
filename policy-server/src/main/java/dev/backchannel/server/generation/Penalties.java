package dev.backchannel.server.generation;

/**
 * OpenAI's penalties on tokens that the answer already holds: z_t ← z_t − frequency·count(t) − presence·[count(t) > 0].
 *
 * @param frequency −2 to 2
 * @param presence −2 to 2
 */
public record Penalties(double frequency, double presence) {
    public static final Penalties NONE = new Penalties(0, 0);

    boolean any() {
        return frequency != 0 || presence != 0;
    }

    /** @return a penalised copy of {@code logits}, or the same array when there is nothing to penalise */
    float[] apply(float[] logits, TokenCounts counts) {
        if (!any() || counts.isEmpty()) {
            return logits;
        }
        float[] penalised = logits.clone();
        counts.forEach((token, count) -> penalised[token] -= (float) (frequency * count + presence));
        return penalised;
    }
}
