package dev.backchannel.policy;

import java.util.Collections;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A LoRA adapter on the host: for each adapted linear a matrix A [rank, in] and a matrix B [out, rank], keyed by their
 * PEFT names (see {@link LoraNames}). Immutable.
 */
public final class LoraWeights {
    private final LoraConfig config;
    private final SortedMap<String, Matrix> matrices;

    public LoraWeights(LoraConfig config, SortedMap<String, Matrix> matrices) {
        this.config = config;
        this.matrices = Collections.unmodifiableSortedMap(new TreeMap<>(matrices));
    }

    /** A uniform in ±1/√in (PEFT's default, Kaiming with a = √5), B = 0: an adapter that changes nothing yet. */
    public static LoraWeights initial(ModelConfig model, LoraConfig config, long seed) {
        Random random = new Random(seed);
        SortedMap<String, Matrix> matrices = new TreeMap<>();
        for (int layer = 0; layer < model.layers(); layer++) {
            for (String module : config.targetModules()) {
                int in = LoraNames.inputs(model, module);
                float[] a = new float[config.rank() * in];
                double bound = 1 / Math.sqrt(in);
                for (int i = 0; i < a.length; i++) {
                    a[i] = (float) ((2 * random.nextDouble() - 1) * bound);
                }
                matrices.put(LoraNames.a(layer, module), new Matrix(config.rank(), in, a));
                matrices.put(LoraNames.b(layer, module), Matrix.zeros(LoraNames.outputs(model, module), config.rank()));
            }
        }
        return new LoraWeights(config, matrices);
    }

    public LoraConfig config() {
        return config;
    }

    /** The matrices by PEFT name, in the order of their names. */
    public SortedMap<String, Matrix> matrices() {
        return matrices;
    }

    public boolean isFinite() {
        return matrices.values().stream().allMatch(Matrix::isFinite);
    }

    /** ‖ΔW‖: the Frobenius norm of scaling·B·A over all adapted linears together. */
    public double deltaNorm() {
        double sum = 0;
        for (var entry : matrices.entrySet()) {
            if (LoraNames.isA(entry.getKey())) {
                String partner = LoraNames.partnerOfA(entry.getKey());
                Matrix b = Objects.requireNonNull(matrices.get(partner), () -> "there is no " + partner);
                sum += squaredProductNorm(b, entry.getValue());
            }
        }
        return config.scaling() * Math.sqrt(sum);
    }

    /** The same adapter with ΔW times {@code factor}. */
    public LoraWeights scaled(double factor) {
        SortedMap<String, Matrix> scaled = new TreeMap<>(matrices);
        scaled.replaceAll((name, matrix) -> LoraNames.isA(name) ? matrix : matrix.times(factor));
        return new LoraWeights(config, scaled);
    }

    /** Number of trained parameters. */
    public long parameters() {
        return matrices.values().stream().mapToLong(m -> m.values().length).sum();
    }

    /** ‖BA‖² = Σ_ij (BᵀB)_ij (AAᵀ)_ij, without making the product. */
    private static double squaredProductNorm(Matrix b, Matrix a) {
        int rank = a.rows();
        double sum = 0;
        for (int i = 0; i < rank; i++) {
            for (int j = 0; j < rank; j++) {
                double bb = 0;
                for (int k = 0; k < b.rows(); k++) {
                    bb += (double) b.at(k, i) * b.at(k, j);
                }
                double aa = 0;
                for (int k = 0; k < a.columns(); k++) {
                    aa += (double) a.at(i, k) * a.at(j, k);
                }
                sum += bb * aa;
            }
        }
        return Math.max(0, sum);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LoraWeights w && config.equals(w.config) && matrices.equals(w.matrices);
    }

    @Override
    public int hashCode() {
        return 31 * config.hashCode() + matrices.hashCode();
    }

    @Override
    public String toString() {
        return "LoraWeights[" + config + ", " + matrices.size() + " matrices]";
    }
}
