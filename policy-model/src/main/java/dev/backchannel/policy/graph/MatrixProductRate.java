package dev.backchannel.policy.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.Random;

/** What the machine makes of a plain matrix product, in the process, threads, device and precision of a model. */
public final class MatrixProductRate implements AutoCloseable {
    /** Rows and columns of factors that keep a processor busy, and that a figure may name. */
    public static final int SIZE = 2048;

    private final int size;
    private final Graph graph;
    private final PtNDManager manager;
    private final NDArray left;
    private final NDArray right;
    private final NDArray room;

    /** @param size rows and columns of both factors */
    public MatrixProductRate(DeviceModel model, int size) {
        this.size = size;
        graph = model.graph();
        manager = (PtNDManager) model.manager().newSubManager();
        NDArray type = manager.create(ScalarType.of(model.precision()).number());
        left = matrix(type, 1);
        right = matrix(type, 2);
        room = matrix(type, 3);
    }

    /** Multiplies so often and returns the FLOP/s (2·size³ for each product) of the fastest. */
    public double best(int times) {
        double best = 0;
        for (int i = 0; i < times; i++) {
            long begun = System.nanoTime();
            multiply();
            double seconds = (System.nanoTime() - begun) / 1e9;
            best = Math.max(best, 2.0 * size * size * size / seconds);
        }
        return best;
    }

    private void multiply() {
        try (PtNDManager call = (PtNDManager) manager.newSubManager()) {
            NDArray one = graph.run("product", new NDList(left, right, room)).singletonOrThrow();
            one.attach(call);
            one.getFloat();
        }
    }

    private NDArray matrix(NDArray type, long seed) {
        float[] values = new float[size * size];
        Random random = new Random(seed);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        NDArray array = manager.create(values, new Shape(size, size));
        return graph.run("cast", new NDList(array, type)).singletonOrThrow();
    }

    @Override
    public void close() {
        manager.close();
    }
}
