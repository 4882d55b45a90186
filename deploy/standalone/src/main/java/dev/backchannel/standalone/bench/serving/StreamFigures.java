package dev.backchannel.standalone.bench.serving;

import dev.backchannel.standalone.bench.measure.HttpReply;
import dev.backchannel.standalone.bench.serving.StreamLoad.StreamedAnswer;
import java.util.ArrayList;
import java.util.List;

/**
 * What streams saw between two moments.
 *
 * @param tokensPerSecond of all streams together
 * @param meanTokens of an answer
 * @param firstToken milliseconds from request to the first text, sorted
 * @param gaps milliseconds between two pieces of an answer's text, sorted
 * @param failed answers that did not come to their end
 */
record StreamFigures(
        double tokensPerSecond,
        double meanTokens,
        List<Double> firstToken,
        List<Double> gaps,
        long answers,
        long failed) {

    /** Answers that reach over an end of the time count with the part that came within. */
    static StreamFigures of(List<StreamedAnswer> all, long beginNanos, long endNanos) {
        List<Double> firstToken = new ArrayList<>();
        List<Double> gaps = new ArrayList<>();
        double tokens = 0;
        long allTokens = 0;
        long failed = 0;
        for (StreamedAnswer answer : all) {
            HttpReply reply = answer.reply();
            HttpReply.Streamed streamed = answer.streamed();
            if (reply == null || streamed == null || !streamed.finished()) {
                failed++;
                continue;
            }
            long[] nanos = streamed.textNanos();
            allTokens += streamed.tokens();
            long before = reply.sentNanos();
            for (int i = 0; i < nanos.length; i++) {
                if (nanos[i] >= beginNanos && nanos[i] < endNanos) {
                    tokens += (double) streamed.tokens() / nanos.length;
                    (i == 0 ? firstToken : gaps).add((nanos[i] - before) / 1e6);
                }
                before = nanos[i];
            }
        }
        firstToken.sort(null);
        gaps.sort(null);
        return new StreamFigures(
                tokens / ((endNanos - beginNanos) / 1e9),
                (double) allTokens / Math.max(1, all.size() - failed),
                List.copyOf(firstToken),
                List.copyOf(gaps),
                all.size(),
                failed);
    }
}
