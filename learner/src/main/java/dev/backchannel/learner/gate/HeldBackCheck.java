package dev.backchannel.learner.gate;

import dev.backchannel.avro.Verdict;
import java.util.Locale;
import java.util.Map;

/**
 * Held-back preferences are ranked no worse than by the last promoted checkpoint: a paired one-sided sign test on the
 * cases whose outcome changed (McNemar's exact test; ties are outcomes of one half).
 */
final class HeldBackCheck {
    private final GateSettings settings;

    HeldBackCheck(GateSettings settings) {
        this.settings = settings;
    }

    /** What there is to say without looking: too few cases, or not their turn. */
    Finding unjudged(int cases) {
        Map<String, Double> figures = Map.of("held.back.cases", (double) cases);
        if (cases < settings.leastCases()) {
            return new Finding(
                    Verdict.INSUFFICIENT,
                    "held back: " + cases + " cases, too few to judge (at least " + settings.leastCases() + ")",
                    figures);
        }
        return new Finding(Verdict.PASSED, "held back: judged every " + settings.thoroughEvery() + " steps", figures);
    }

    boolean canJudge(int cases) {
        return cases >= settings.leastCases();
    }

    Finding check(HeldBackRun run) {
        double[] before = run.promoted();
        double[] after = run.candidate();
        int cases = after.length;
        int worse = 0;
        int better = 0;
        for (int i = 0; i < cases; i++) {
            worse += after[i] < before[i] ? 1 : 0;
            better += after[i] > before[i] ? 1 : 0;
        }
        double p = atLeast(worse, worse + better);
        double accuracy = HeldBackRun.mean(after);
        return Finding.of(
                p >= settings.worseAtMost(),
                String.format(
                        Locale.ROOT,
                        "held back: accuracy %.3f after %.3f on %d cases, %d worse and %d better, p = %.4f (at least %.4f)",
                        accuracy,
                        HeldBackRun.mean(before),
                        cases,
                        worse,
                        better,
                        p,
                        settings.worseAtMost()),
                Map.of("held.back.cases", (double) cases, "held.back.accuracy", accuracy));
    }

    /** P(X ≥ k) for X ~ Binomial(n, ½). */
    static double atLeast(int k, int n) {
        double logTerm = -n * Math.log(2);
        double sum = 0;
        for (int i = 0; i <= n; i++) {
            if (i >= k) {
                sum += Math.exp(logTerm);
            }
            logTerm += Math.log(n - i) - Math.log(i + 1);
        }
        return Math.min(1, sum);
    }
}
