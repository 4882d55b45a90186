package dev.backchannel.policy;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Gradients of a loss with respect to an adapter's matrices, keyed and shaped like {@link LoraWeights}. Immutable. */
public final class LoraGradients {
    private final SortedMap<String, Matrix> matrices;

    public LoraGradients(SortedMap<String, Matrix> matrices) {
        this.matrices = Collections.unmodifiableSortedMap(new TreeMap<>(matrices));
    }

    public SortedMap<String, Matrix> matrices() {
        return matrices;
    }

    /** The global L2 norm. */
    public double norm() {
        double sum = 0;
        for (Matrix matrix : matrices.values()) {
            for (float value : matrix.values()) {
                sum += (double) value * value;
            }
        }
        return Math.sqrt(sum);
    }

    public boolean isFinite() {
        return matrices.values().stream().allMatch(Matrix::isFinite);
    }
}
