package dev.backchannel.server.pool;

import dev.backchannel.avro.Probe;
import dev.backchannel.server.swap.RefusedCheckpointException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether an adapter does on an upstream what the learner saw it do: log π_adapter − log π_base of each probe token. A server
 * that loads an adapter and answers with the base, as vLLM has been seen to do, is found out here.
 */
final class EffectCheck {
    /** Share of the recorded effect that must be there. */
    private static final double LEAST_SHARE = 0.5;
    /** An effect that is not so many times the server's own noise says nothing. */
    private static final double OVER_NOISE = 4;

    private final double tolerance;

    EffectCheck(double tolerance) {
        this.tolerance = tolerance;
    }

    /**
     * Asks for the base before and after the adapter: how much its two answers differ is the server's noise.
     *
     * @return fails with {@link RefusedCheckpointException} if the effect is another one, with {@link UpstreamException} if
     *     the server does not answer
     */
    Future<Void> check(VllmClient client, String base, PooledCheckpoint checkpoint, Duration patience) {
        List<int[]> texts = new ArrayList<>();
        int[] judged = new int[checkpoint.probes().size()];
        for (int i = 0; i < judged.length; i++) {
            Probe probe = checkpoint.probes().get(i);
            texts.add(text(probe));
            judged[i] = probe.getCompletion().size();
        }
        if (texts.isEmpty()) {
            return Future.succeededFuture();
        }
        return client.logProbs(base, texts, judged, patience).compose(before -> client.logProbs(
                        checkpoint.name(), texts, judged, patience)
                .compose(with -> client.logProbs(base, texts, judged, patience).map(after -> {
                    require(checkpoint.probes(), before, with, after);
                    return (Void) null;
                })));
    }

    /** All are [probe][token], nats. */
    void require(List<Probe> probes, double[][] before, double[][] with, double[][] after) {
        double recordedSquares = 0;
        double product = 0;
        double noiseSquares = 0;
        boolean any = false;
        for (int p = 0; p < probes.size(); p++) {
            List<Double> recorded = probes.get(p).getDifference();
            for (int t = 0; t < recorded.size(); t++) {
                double seen = with[p][t] - before[p][t];
                if (!(Math.abs(seen - recorded.get(t)) <= tolerance)) {
                    throw new RefusedCheckpointException("probe " + p + ", token " + t + ": the adapter changes its"
                            + " log-probability by " + seen + " there, but the learner saw " + recorded.get(t)
                            + " (tolerance " + tolerance + ")" + hint(seen));
                }
                any |= seen != 0;
                recordedSquares += recorded.get(t) * recorded.get(t);
                product += seen * recorded.get(t);
                noiseSquares += Math.pow(after[p][t] - before[p][t], 2);
            }
        }
        boolean beyondNoise = recordedSquares > OVER_NOISE * OVER_NOISE * noiseSquares;
        if (recordedSquares > 0 && beyondNoise && (!any || product < LEAST_SHARE * recordedSquares)) {
            throw new RefusedCheckpointException(
                    "the adapter changes nothing there: of the effect that the learner saw, "
                            + Math.round(100 * product / recordedSquares) + " % are seen" + hint(0));
        }
    }

    private static String hint(double seen) {
        return seen == 0
                ? "; the server answers with the base under the adapter's name (look at its log for modules that it skips)"
                : "";
    }

    private static int[] text(Probe probe) {
        List<Integer> ids = new ArrayList<>(probe.getPrompt());
        ids.addAll(probe.getCompletion());
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }
}
