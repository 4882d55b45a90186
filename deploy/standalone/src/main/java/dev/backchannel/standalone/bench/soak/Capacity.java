package dev.backchannel.standalone.bench.soak;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The highest rate of conversations at which answers come in time and nobody falls behind, as {@link RateSearch} finds it. */
final class Capacity {
    private static final Duration WARM_UP = Duration.ofSeconds(45);
    private static final Duration DRAIN = Duration.ofMinutes(2);
    private static final int LOOKS = 5;
    /** Ends of transactions on each partition, which nobody reads. */
    private static final long NO_LAG = 8;

    private final Load load;
    private final List<Supplier<Backlog.Reader>> readers;
    private final Limits limits;
    private final Consumer<String> progress;

    /**
     * What counts as keeping up.
     *
     * @param p99Ms of answers, from when each was due
     * @param behind a reader's lag, at the pace at which it read
     * @param window for how long it must
     */
    record Limits(double p99Ms, Duration behind, Duration window) {}

    private record Stage(AnswerTimes.Figures answers, long failed, double secondsBehind) {}

    Capacity(Load load, Backlog backlog, Limits limits, Consumer<String> progress) {
        this.load = load;
        this.readers = List.of(backlog::streams, backlog::mining, backlog::learner);
        this.limits = limits;
        this.progress = progress;
    }

    /** @return conversations a second */
    double measure(double first) throws InterruptedException {
        progress.accept("warming up …");
        load.arrive(first, WARM_UP.compareTo(limits.window()) < 0 ? WARM_UP : limits.window());
        return RateSearch.highest(first, this::keepsUp);
    }

    private boolean keepsUp(double rate) throws InterruptedException {
        Stage stage = stage(rate);
        boolean keeps = stage.failed() == 0
                && stage.answers().p99Ms() <= limits.p99Ms()
                && stage.secondsBehind() <= limits.behind().toSeconds();
        progress.accept(String.format(
                Locale.ROOT,
                "%.2f conversations a second: p50 %.0f ms, p99 %.0f ms, %d failed, %.1f s behind: %s",
                rate,
                stage.answers().p50Ms(),
                stage.answers().p99Ms(),
                stage.failed(),
                stage.secondsBehind(),
                keeps ? "keeps up" : "does not"));
        drain();
        return keeps;
    }

    private Stage stage(double rate) throws InterruptedException {
        load.times().startAfresh();
        long failed = load.failed();
        List<Backlog.Reader> before = readers.stream().map(Supplier::get).toList();
        long begin = System.nanoTime();
        load.arrive(rate, limits.window());
        double seconds = (System.nanoTime() - begin) / 1e9;
        List<Backlog.Reader> after = readers.stream().map(Supplier::get).toList();
        AnswerTimes.Figures answers = load.times().recent();
        double behind = 0;
        for (int i = 0; i < readers.size(); i++) {
            double perSecond = (after.get(i).read() - before.get(i).read()) / seconds;
            long lag = least(readers.get(i));
            behind = Math.max(behind, lag <= NO_LAG ? 0 : lag / Math.max(1, perSecond));
        }
        return new Stage(answers, load.failed() - failed, behind);
    }

    /** Of some looks: whoever commits now and then is behind between two commits. */
    private static long least(Supplier<Backlog.Reader> reader) throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < LOOKS; i++) {
            least = Math.min(least, reader.get().lag());
            TimeUnit.MILLISECONDS.sleep(200);
        }
        return least;
    }

    /** What one stage left behind is none of the next one's business. */
    private void drain() throws InterruptedException {
        long deadline = System.nanoTime() + DRAIN.toNanos();
        while (load.open() > 0 && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(200);
        }
        for (Supplier<Backlog.Reader> reader : readers) {
            while (least(reader) > NO_LAG && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
    }
}
