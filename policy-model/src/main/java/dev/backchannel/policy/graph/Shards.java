package dev.backchannel.policy.graph;

import dev.backchannel.policy.Completion;
import dev.backchannel.policy.ModelConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a batch into parts that run side by side, each on one thread. In a narrow model an operation is over before the
 * threads that share it have met; a whole part is long enough. How a batch is cut depends on the batch and the model alone,
 * never on the number of threads, so every machine adds up the same numbers in the same order.
 */
final class Shards {
    /** From this width on, the threads are better used inside each operation. */
    private static final int WIDE = 512;
    /** Fewer tokens in a part would cost more than they bring. */
    private static final int LEAST_TOKENS = 512;

    private static final int MOST = 8;

    private Shards() {}

    /** Parts of neighbouring texts, in order: 1, 2, 4 or 8 of them. */
    static List<List<Completion>> cut(List<Completion> batch, ModelConfig config) {
        int longest = batch.stream().mapToInt(Completion::length).max().orElse(0);
        long tokens = (long) batch.size() * longest;
        int count = 1;
        while (config.hiddenSize() < WIDE
                && count < MOST
                && 2 * count <= batch.size()
                && tokens >= 2L * count * LEAST_TOKENS) {
            count *= 2;
        }
        List<List<Completion>> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(batch.subList(batch.size() * i / count, batch.size() * (i + 1) / count));
        }
        return parts.stream().allMatch(Shards::hasWork) ? parts : List.of(batch);
    }

    private static boolean hasWork(List<Completion> part) {
        return part.stream().anyMatch(c -> c.completion().length > 0);
    }
}
