package dev.backchannel.standalone.bench.soak;

import dev.backchannel.standalone.demo.check.Judgement;
import dev.backchannel.standalone.demo.client.ChatAnswer;
import dev.backchannel.standalone.demo.user.AnswerListener;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/** How long answers took, from when each was due, in memory that does not grow. Thread-safe. */
final class AnswerTimes implements AnswerListener {
    private static final int DIGITS = 3;

    private final Histogram all = new Histogram(DIGITS);
    private Histogram recent = new Histogram(DIGITS);
    private long satisfied;
    private long total;

    /**
     * What users got.
     *
     * @param satisfied share of them that were as their user wishes
     */
    record Figures(long answers, double p50Ms, double p99Ms, double maxMs, double satisfied) {
        static Figures of(Histogram micros, double satisfied) {
            return new Figures(
                    micros.getTotalCount(),
                    micros.getValueAtPercentile(50) / 1e3,
                    micros.getValueAtPercentile(99) / 1e3,
                    micros.getMaxValue() / 1e3,
                    satisfied);
        }
    }

    @Override
    public synchronized void answered(ChatAnswer answer, Judgement judgement, Duration elapsed) {
        total++;
        recent.recordValue(elapsed.toNanos() / 1_000);
        satisfied += judgement.satisfied() ? 1 : 0;
    }

    /** Since this was asked before. */
    synchronized Figures recent() {
        Figures figures = Figures.of(recent, satisfied / (double) Math.max(1, recent.getTotalCount()));
        all.add(recent);
        recent = new Histogram(DIGITS);
        satisfied = 0;
        return figures;
    }

    /** Of everything that {@link #recent} has told since {@link #startAfresh}. */
    synchronized Figures all() {
        return Figures.of(all, Double.NaN);
    }

    /** All that there ever were. */
    synchronized long total() {
        return total;
    }

    synchronized void startAfresh() {
        recent();
        all.reset();
    }
}
