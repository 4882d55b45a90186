package dev.backchannel.learner.run;

import dev.backchannel.learner.gate.AlarmSettings;
import dev.backchannel.learner.gate.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Notices what goes wrong slowly. What it remembers is in the metrics of the last checkpoint, so that a resumed learner
 * remembers the same. Pure.
 */
final class Alarms {
    static final String DEAD = "learning_dead";
    static final String DISPLACEMENT = "likelihood_displacement";

    private static final String STILL = "still.steps";
    private static final String CHOSEN = "smooth.chosen.log.ratio";
    private static final String MARGIN = "smooth.margin";
    /** Of the past in a smoothed figure: about the last ten steps count. */
    private static final double MEMORY = 0.9;

    private final AlarmSettings settings;

    Alarms(AlarmSettings settings) {
        this.settings = settings;
    }

    record Alarm(String name, String message) {}

    /**
     * What there is to say after a step.
     *
     * @param figures to be kept with the checkpoint's metrics
     */
    record Watch(Map<String, Double> figures, List<Alarm> alarms) {}

    /**
     * @param before metrics of the checkpoint committed last, refused or not
     * @param now metrics of this step
     */
    Watch look(Map<String, Double> before, Map<String, Double> now, boolean promoted) {
        Map<String, Double> figures = new TreeMap<>();
        List<Alarm> alarms = new ArrayList<>();
        double moved = now.getOrDefault("probe.movement", Double.NaN);
        double still = promoted && !(moved < settings.leastMovement()) ? 0 : before.getOrDefault(STILL, 0.0) + 1;
        figures.put(STILL, still);
        if (still > 0 && still % settings.deadAfter() == 0) {
            alarms.add(new Alarm(
                    DEAD,
                    String.format(
                            Locale.ROOT,
                            "learning is dead: %.0f steps in a row were refused or moved nothing (the last one %.3g nats"
                                    + " per probe token); look at the gate's reasons and at the learning rate",
                            still,
                            moved)));
        }
        double chosen = smooth(CHOSEN, before, now.get("chosen.log.ratio"));
        double margin = smooth(MARGIN, before, now.get("margin"));
        figures.put(CHOSEN, chosen);
        figures.put(MARGIN, margin);
        if (isDisplaced(chosen, margin)
                && !isDisplaced(before.getOrDefault(CHOSEN, 0.0), before.getOrDefault(MARGIN, 0.0))) {
            alarms.add(new Alarm(
                    DISPLACEMENT,
                    String.format(
                            Locale.ROOT,
                            "likelihood displacement: chosen answers lost %.3f nats per token against the reference while"
                                    + " margins rose to %.3f; raise loss.sft-weight",
                            -chosen,
                            margin)));
        }
        return new Watch(figures, alarms);
    }

    /** Without what is measured against a reference that is another one now. */
    static Map<String, Double> withoutReference(Map<String, Double> metrics) {
        Map<String, Double> left = new TreeMap<>(metrics);
        left.keySet().removeAll(List.of(CHOSEN, MARGIN, Gate.IN_FULL));
        return left;
    }

    private boolean isDisplaced(double chosen, double margin) {
        return chosen < -settings.displacement() && margin > 0;
    }

    /** Steps without pairs leave it as it was. */
    private static double smooth(String name, Map<String, Double> before, @Nullable Double now) {
        double old = before.getOrDefault(name, 0.0);
        return now == null ? old : MEMORY * old + (1 - MEMORY) * now;
    }
}
