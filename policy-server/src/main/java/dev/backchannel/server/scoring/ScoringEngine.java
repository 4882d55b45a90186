package dev.backchannel.server.scoring;

import dev.backchannel.policy.PolicyModel;
import dev.backchannel.server.policies.ServedPolicy;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Scores continuations on the side thread, in parts. */
public final class ScoringEngine implements Scorer {
    private static final int PART_TOKENS = 4096;
    private static final int YIELDING_PART_TOKENS = 512;

    private final PolicyModel model;
    private final SideThread thread;
    private final ReadPrefixes prefixes; // side thread only
    private final Timer timer;

    /** @param prefixBytes of conversations that are kept read for the next request about them */
    public ScoringEngine(PolicyModel model, SideThread thread, long prefixBytes, MeterRegistry metrics) {
        this.model = model;
        this.thread = thread;
        this.prefixes = new ReadPrefixes(model, prefixBytes, metrics);
        this.timer = Timer.builder("backchannel_score")
                .description("One scoring request, without its wait")
                .register(metrics);
    }

    @Override
    public CompletableFuture<Scores> submit(ScoreRequest request) {
        return thread.submit(Rank.of(request.internal()), () -> answer(request));
    }

    private Scores answer(ScoreRequest request) throws InterruptedException {
        ServedPolicy policy = request.route()
                .acquire()
                .orElseThrow(() -> new IllegalStateException("the checkpoint is no longer loaded"));
        try {
            long began = System.nanoTime();
            double[] scores = score(request, policy);
            timer.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
            return new Scores(policy.id(), scores);
        } finally {
            policy.release();
        }
    }

    private double[] score(ScoreRequest request, ServedPolicy policy) throws InterruptedException {
        Rank rank = Rank.of(request.internal());
        double[] scores = new double[request.continuations().size()];
        int done = 0;
        while (done < scores.length) {
            int tokens = thread.yields(rank) ? YIELDING_PART_TOKENS : PART_TOKENS;
            List<int[]> part = part(request.continuations(), done, tokens);
            long began = System.nanoTime();
            double[] partScores = ReadPrefixes.worthReading(request.prefix())
                    ? model.score(prefixes.of(policy, request.prefix()), part, policy.adapter())
                    : model.score(request.prefix(), part, policy.adapter());
            System.arraycopy(partScores, 0, scores, done, partScores.length);
            done += partScores.length;
            if (done < scores.length) {
                thread.pause(rank, System.nanoTime() - began);
            }
        }
        return scores;
    }

    /** As many of the continuations from {@code from} on as have so many tokens; at least one. */
    private static List<int[]> part(List<int[]> continuations, int from, int mostTokens) {
        int to = from;
        int tokens = 0;
        do {
            tokens += continuations.get(to++).length;
        } while (to < continuations.size() && tokens + continuations.get(to).length <= mostTokens);
        return continuations.subList(from, to);
    }

    /** After the side thread's end. */
    @Override
    public void close() {
        prefixes.close();
    }
}
