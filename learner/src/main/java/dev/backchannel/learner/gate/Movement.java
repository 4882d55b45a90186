package dev.backchannel.learner.gate;

import dev.backchannel.avro.Probe;
import java.util.List;
import java.util.Map;

/**
 * How far steps moved the log-probabilities of the base's probe answers: mean |change| per token, nats.
 *
 * @param step of this step; NaN if its parent was measured on other probes
 * @param sinceLook of all steps since the last look at everything, this one included
 */
record Movement(double step, double sinceLook) {
    static final String STEP = "probe.movement";
    static final String SINCE_LOOK = "probe.movement.since.look";

    static Movement of(Inquiry.Before before, double[][] after) {
        double step = mean(before.probes(), after);
        return new Movement(step, before.movedSinceLook() + (Double.isNaN(step) ? 0 : step));
    }

    Map<String, Double> figures(boolean thorough) {
        double left = thorough ? 0 : sinceLook;
        return Double.isNaN(step) ? Map.of(SINCE_LOOK, left) : Map.of(STEP, step, SINCE_LOOK, left);
    }

    private static double mean(List<Probe> before, double[][] after) {
        if (before.size() != after.length) {
            return Double.NaN;
        }
        double sum = 0;
        int tokens = 0;
        for (int i = 0; i < after.length; i++) {
            List<Double> old = before.get(i).getDifference();
            if (old.size() != after[i].length) {
                return Double.NaN;
            }
            for (int t = 0; t < after[i].length; t++) {
                sum += Math.abs(after[i][t] - old.get(t));
                tokens++;
            }
        }
        return tokens == 0 ? Double.NaN : sum / tokens;
    }
}
