package dev.backchannel.arms;

import dev.backchannel.avro.Arm;
import dev.backchannel.avro.Experiment;
import dev.backchannel.topics.Arms;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Changes experiments, and puts them into words. */
public final class Experiments {
    private static final double GRAIN = 1e-9;

    private Experiments() {}

    /**
     * Direct mode, nothing pinned.
     *
     * @param heldBack share of the users who get what was promoted last, or the base
     */
    public static Experiment direct(String experimentId, double heldBack) {
        return Experiment.newBuilder()
                .setExperimentId(experimentId)
                .setMode(Arms.DIRECT)
                .setArms(List.of(new Arm(Arms.CONTROL, heldBack, null), new Arm(Arms.CANDIDATE, rest(heldBack), null)))
                .build();
    }

    /** What the arm is pinned to; empty: nothing, or there is no such arm. */
    public static Optional<String> pinOf(Experiment experiment, String name) {
        return Arms.of(experiment, name).map(Arm::getPinned);
    }

    /**
     * The same with this arm pinned.
     *
     * @param pin null: to nothing
     */
    public static Experiment pinned(Experiment experiment, String name, @Nullable String pin) {
        return changed(experiment, name, arm -> new Arm(arm.getName(), arm.getShare(), pin));
    }

    /**
     * The same with the users split anew.
     *
     * @param candidate share, 0 to 1; the rest is control's
     */
    public static Experiment split(Experiment experiment, double candidate) {
        Experiment first =
                changed(experiment, Arms.CANDIDATE, arm -> new Arm(arm.getName(), candidate, arm.getPinned()));
        return changed(first, Arms.CONTROL, arm -> new Arm(arm.getName(), rest(candidate), arm.getPinned()));
    }

    /** For people, e.g. {@code direct: control 10 % base, candidate 90 % newest}. */
    public static String words(Experiment experiment) {
        String arms = experiment.getArms().stream()
                .map(arm -> arm.getName() + ' ' + percent(arm.getShare()) + ' ' + pin(arm))
                .collect(Collectors.joining(", "));
        List<String> left = experiment.getRevoked();
        return experiment.getMode() + ": " + arms
                + (left.isEmpty() ? "" : ", rolled back " + left.size() + " up to " + left.get(left.size() - 1));
    }

    private static String percent(double share) {
        return BigDecimal.valueOf(100 * share)
                        .round(new MathContext(4))
                        .stripTrailingZeros()
                        .toPlainString()
                + " %";
    }

    private static String pin(Arm arm) {
        if (arm.getPinned() != null) {
            return arm.getPinned();
        }
        return arm.getName().equals(Arms.CANDIDATE) ? "newest" : Arms.BASE;
    }

    private static Experiment changed(Experiment experiment, String name, UnaryOperator<Arm> change) {
        List<Arm> arms = experiment.getArms().stream()
                .map(arm -> arm.getName().equals(name) ? change.apply(arm) : arm)
                .toList();
        return Experiment.newBuilder(experiment).setArms(arms).build();
    }

    private static double rest(double share) {
        return Math.round((1 - share) / GRAIN) * GRAIN;
    }
}
