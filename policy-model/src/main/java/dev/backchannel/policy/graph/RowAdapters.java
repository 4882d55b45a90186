package dev.backchannel.policy.graph;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.backchannel.policy.LoraConfig;
import dev.backchannel.policy.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Under which adapter each row of a decoder runs. Not thread-safe. */
final class RowAdapters implements AutoCloseable {
    private static final String ALL_TOGETHER = "all together";

    private final Precision precision;
    private final DeviceLora[] ofRow;

    RowAdapters(Precision precision, int rows) {
        this.precision = precision;
        this.ofRow = new DeviceLora[rows];
    }

    /** Held until the row is released or gets another one. */
    void assign(int row, DeviceLora lora) {
        lora.retain();
        release(row);
        ofRow[row] = lora;
    }

    void release(int row) {
        if (ofRow[row] != null) {
            ofRow[row].release();
            ofRow[row] = null;
        }
    }

    /** The places of these rows in as few batches as can be. */
    List<int[]> batches(int[] rows) {
        Map<Object, List<Integer>> batches = new LinkedHashMap<>();
        for (int i = 0; i < rows.length; i++) {
            DeviceLora own = ofRow[rows[i]];
            Object batch = isExact(own.configOrNull()) ? ALL_TOGETHER : own;
            batches.computeIfAbsent(batch, b -> new ArrayList<>()).add(i);
        }
        return batches.values().stream()
                .map(batch -> batch.stream().mapToInt(place -> place).toArray())
                .toList();
    }

    /** In bfloat16 a row of scalings holds them exactly only if eight bits are enough: others run as a batch of their own. */
    private boolean isExact(@Nullable LoraConfig configOrNull) {
        return precision == Precision.FP32
                || configOrNull == null
                || (Float.floatToIntBits((float) configOrNull.scaling()) & 0xffff) == 0;
    }

    /**
     * The graph's list {@code lora} for a batch. The caller closes it.
     *
     * @param owner of what is made for it
     * @param rowOf the row of each token; −1 for none
     */
    IValue argument(PtNDManager owner, int[] rowOf) {
        List<DeviceLora> adapters = Arrays.stream(rowOf)
                .filter(row -> row >= 0)
                .mapToObj(row -> ofRow[row])
                .distinct()
                .toList();
        if (adapters.size() == 1) {
            return Graph.list(adapters.get(0).arrays());
        }
        NDList all = new NDList();
        NDList scalings = new NDList();
        for (DeviceLora adapter : adapters) {
            if (adapter.configOrNull() != null) {
                all.addAll(adapter.matrices());
                float[] scaling = new float[rowOf.length];
                for (int i = 0; i < rowOf.length; i++) {
                    scaling[i] = rowOf[i] >= 0 && ofRow[rowOf[i]] == adapter
                            ? (float) adapter.configOrNull().scaling()
                            : 0;
                }
                scalings.add(owner.create(scaling, new Shape(rowOf.length, 1)));
            }
        }
        all.addAll(scalings);
        return Graph.list(all);
    }

    @Override
    public void close() {
        for (int row = 0; row < ofRow.length; row++) {
            release(row);
        }
    }
}
