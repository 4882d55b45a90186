package dev.backchannel.server.generation;

import dev.backchannel.policy.LogSumExp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Log-probabilities out of logits: log softmax(z)_t = z_t − log Σ exp z. */
final class LogProbs {
    private LogProbs() {}

    /**
     * @param logits [vocabulary]
     * @param top so many alternatives
     */
    static TokenLogProb of(float[] logits, int token, int top) {
        double normalizer = LogSumExp.of(logits);
        List<TokenLogProb> best = new ArrayList<>();
        if (top > 0) {
            PriorityQueue<Integer> kept = new PriorityQueue<>(Comparator.comparingDouble(i -> logits[i]));
            for (int i = 0; i < logits.length; i++) {
                if (kept.size() < top) {
                    kept.add(i);
                } else if (logits[i] > logits[kept.element()]) {
                    kept.remove();
                    kept.add(i);
                }
            }
            while (!kept.isEmpty()) {
                int i = kept.remove();
                best.add(0, new TokenLogProb(i, logits[i] - normalizer, List.of()));
            }
        }
        return new TokenLogProb(token, logits[token] - normalizer, List.copyOf(best));
    }
}
