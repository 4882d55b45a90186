package dev.backchannel.policy;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** AdamW's memory: how many steps were taken, and both moments of each matrix. Immutable. */
public final class OptimizerState {
    private final long step;
    private final SortedMap<String, Matrix> first;
    private final SortedMap<String, Matrix> second;

    public OptimizerState(long step, SortedMap<String, Matrix> first, SortedMap<String, Matrix> second) {
        this.step = step;
        this.first = Collections.unmodifiableSortedMap(new TreeMap<>(first));
        this.second = Collections.unmodifiableSortedMap(new TreeMap<>(second));
    }

    /** Before the first step: both moments zero. */
    public static OptimizerState initial(LoraWeights weights) {
        SortedMap<String, Matrix> zeros = new TreeMap<>();
        weights.matrices().forEach((name, m) -> zeros.put(name, Matrix.zeros(m.rows(), m.columns())));
        return new OptimizerState(0, zeros, zeros);
    }

    /** The same without momentum: a new direction, at the scale that is known. */
    public OptimizerState withoutMomentum() {
        SortedMap<String, Matrix> zeros = new TreeMap<>();
        first.forEach((name, m) -> zeros.put(name, Matrix.zeros(m.rows(), m.columns())));
        return new OptimizerState(step, zeros, second);
    }

    public long step() {
        return step;
    }

    public SortedMap<String, Matrix> first() {
        return first;
    }

    public SortedMap<String, Matrix> second() {
        return second;
    }

    public boolean isFinite() {
        return first.values().stream().allMatch(Matrix::isFinite)
                && second.values().stream().allMatch(Matrix::isFinite);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OptimizerState s && step == s.step && first.equals(s.first) && second.equals(s.second);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(step) + 31 * first.hashCode() + 961 * second.hashCode();
    }

    @Override
    public String toString() {
        return "OptimizerState[step " + step + ", " + first.size() + " matrices]";
    }
}
