package dev.backchannel.standalone.bench.serving;

import dev.backchannel.policy.Decoder;
import dev.backchannel.policy.Feed;
import dev.backchannel.policy.PolicyModel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tokens per second of the decode graph alone, in batches of answers as long as those that were served to the same
 * prompts: no HTTP, no text, no drawing of tokens.
 *
 * @param decode with only the decoding steps in the time
 * @param withPrompts with the reading of the prompts in it, too
 */
record BareDecode(double decode, double withPrompts) {
    /** Prompts that are read in one call. */
    private static final int TOGETHER = 8;

    static BareDecode measure(PolicyModel model, List<int[]> prompts, int rows, int answerTokens, double seconds) {
        int[] slots = IntStream.range(0, rows).toArray();
        int[] tokens = new int[rows];
        try (Decoder decoder = model.decoder(null, rows)) {
            long steps = 0;
            long stepping = 0;
            long begin = System.nanoTime();
            for (int batch = 0; batch == 0 || System.nanoTime() - begin < seconds * 1e9; batch++) {
                List<Feed> feeds = new ArrayList<>();
                for (int row : slots) {
                    int[] prompt = prompts.get((batch * rows + row) % prompts.size());
                    decoder.begin(row, prompt.length + answerTokens, null);
                    feeds.add(new Feed(row, prompt, true));
                    tokens[row] = (17 * row + batch) % model.config().vocabularySize();
                }
                for (int from = 0; from < rows; from += TOGETHER) {
                    decoder.advance(feeds.subList(from, Math.min(rows, from + TOGETHER)));
                }
                long stepsBegin = System.nanoTime();
                for (int i = 1; i < answerTokens; i++) { // the first token comes from the prompt
                    decoder.step(slots, tokens);
                    steps++;
                }
                stepping += System.nanoTime() - stepsBegin;
            }
            double all = System.nanoTime() - begin;
            double perBatch = (double) answerTokens / Math.max(1, answerTokens - 1);
            return new BareDecode(steps * rows / (stepping / 1e9), steps * rows * perBatch / (all / 1e9));
        }
    }
}
