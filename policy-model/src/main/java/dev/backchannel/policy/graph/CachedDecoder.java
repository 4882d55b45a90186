package dev.backchannel.policy.graph;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.Decoder;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Decoding with a cache of keys and values. The graph always runs 4, 8, 16, 32 … rows and reads a whole number of blocks
 * of positions, so that a row's numbers do not depend on its company. The cache grows with what is in it; a large one goes
 * when the last row is released.
 */
public final class CachedDecoder implements Decoder {
    private static final int LEAST_ROWS = 4;
    private static final int BLOCK = 64;
    private static final int PROMPT_BLOCK = 16;

    /** Places in all rows together that stay when nobody uses them. */
    private static final int KEPT = 32 * 1024;

    private static final long ALONE_BELOW = 50_000_000;

    private final DeviceModel model;
    private final DeviceLora lora;
    private final Function<Adapter, DeviceLora> onDevice;
    private final RowAdapters adapters;
    private final int maxRows;
    private final int[] position;
    private int cachedRows;
    private int cachedPositions;
    private IValue keys;
    private IValue values;
    private boolean closed;

    /**
     * @param lora of rows that name none; held until {@link #close}
     * @param onDevice finds an adapter's arrays; null is the base
     */
    public CachedDecoder(DeviceModel model, DeviceLora lora, Function<Adapter, DeviceLora> onDevice, int maxRows) {
        if (maxRows < 1) {
            throw new IllegalArgumentException("maxRows is " + maxRows + ", but must be at least 1.");
        }
        lora.retain();
        this.model = model;
        this.onDevice = onDevice;
        this.lora = lora;
        this.adapters = new RowAdapters(model.precision(), maxRows);
        this.maxRows = maxRows;
        this.position = new int[maxRows];
    }

    @Override
    public int maxRows() {
        return maxRows;
    }

    @Override
    public int contextLength() {
        return model.config().contextLength();
    }

    @Override
    public int position(int row) {
        return position[row];
    }

    @Override
    public float[] prefill(int row, int[] ids) {
        return prefill(row, ids, lora);
    }

    @Override
    public float[] prefill(int row, int[] ids, Adapter adapterOrNull) {
        return prefill(row, ids, onDevice.apply(adapterOrNull));
    }

    private float[] prefill(int row, int[] ids, DeviceLora own) {
        if (ids.length == 0 || ids.length > contextLength()) {
            throw new IllegalArgumentException("A prompt has 1 to " + contextLength() + " tokens, but this one has "
                    + ids.length + ". Shorten it on its left.");
        }
        Completions.checkTokens(ids, model.config());
        int padded = (ids.length + PROMPT_BLOCK - 1) / PROMPT_BLOCK * PROMPT_BLOCK;
        reserve(rowsFor(row), padded);
        long[] tokens = new long[padded];
        for (int i = 0; i < ids.length; i++) {
            tokens[i] = ids[i];
        }
        try (PtNDManager call = (PtNDManager) model.manager().newSubManager();
                IValue idsArgument = Graph.tensor(call.create(tokens, new Shape(1, padded)));
                IValue length = IValue.from((long) ids.length);
                IValue rowArgument = IValue.from((long) row);
                IValue result = model.graph()
                        .infer(
                                "prefill",
                                idsArgument,
                                length,
                                rowArgument,
                                model.weightsArgument(),
                                own.argument(),
                                model.ropeArgument(),
                                keys,
                                values);
                PtNDArray logits = result.toTensor(call)) {
            float[] next = logits.toFloatArray();
            adapters.assign(row, own);
            position[row] = ids.length;
            return next;
        }
    }

    @Override
    public float[][] step(int[] rows, int[] tokens) {
        if (rows.length != tokens.length) {
            throw new IllegalArgumentException(rows.length + " rows, but " + tokens.length + " tokens.");
        }
        if (rows.length == 0) {
            return new float[0][];
        }
        Completions.checkTokens(tokens, model.config());
        for (int row : rows) {
            if (position[row] == 0 || position[row] >= contextLength()) {
                throw new IllegalStateException("Row " + row + " holds " + position[row]
                        + " positions: it must be prefilled first and have room in the context of " + contextLength()
                        + ".");
            }
        }
        int[] tokenOf = new int[maxRows];
        for (int i = 0; i < rows.length; i++) {
            tokenOf[rows[i]] = tokens[i];
        }
        float[][] ofRow = new float[maxRows][];
        for (int[] batch : adapters.batches(rows)) {
            stepBatch(batch, tokenOf, ofRow);
        }
        return Arrays.stream(rows).mapToObj(row -> ofRow[row]).toArray(float[][]::new);
    }

    /** Rows that can run in one call, in any order; their logits go to {@code ofRow}. */
    private void stepBatch(int[] rows, int[] tokenOf, float[][] ofRow) {
        int width = rowsFor(Arrays.stream(rows).max().getAsInt());
        int longest = Arrays.stream(rows).map(row -> position[row] + 1).max().getAsInt();
        reserve(width, longest);
        long[] ids = new long[width];
        long[] places = new long[width];
        Arrays.fill(places, cachedPositions - 1); // the spare one, which nobody reads
        for (int row : rows) {
            ids[row] = tokenOf[row];
            places[row] = position[row];
        }
        int used = (longest + BLOCK - 1) / BLOCK * BLOCK;
        float[] logits = run(rows, ids, places, Math.min(used, cachedPositions));
        int vocabulary = logits.length / width;
        for (int row : rows) {
            ofRow[row] = Arrays.copyOfRange(logits, row * vocabulary, (row + 1) * vocabulary);
            position[row]++;
        }
    }

    private float[] run(int[] rows, long[] ids, long[] places, int used) {
        try (PtNDManager call = (PtNDManager) model.manager().newSubManager();
                IValue idsArgument = Graph.tensor(call.create(ids));
                IValue placesArgument = Graph.tensor(call.create(places));
                IValue usedArgument = IValue.from((long) used);
                IValue adaptersArgument = adapters.argument(call, rows, ids.length);
                IValue result = model.graph()
                        .infer(
                                threads(ids.length),
                                "step",
                                idsArgument,
                                placesArgument,
                                usedArgument,
                                model.weightsArgument(),
                                adaptersArgument,
                                model.ropeArgument(),
                                keys,
                                values);
                PtNDArray logits = result.toTensor(call)) {
            return logits.toFloatArray();
        }
    }

    /** Waking a second thread costs more than it saves below some 50 million multiplications. */
    private int threads(int width) {
        return width * model.config().parameters() < ALONE_BELOW ? 1 : Integer.MAX_VALUE;
    }

    @Override
    public void release(int row) {
        position[row] = 0;
        adapters.release(row);
        if ((long) cachedRows * cachedPositions > KEPT
                && Arrays.stream(position).allMatch(held -> held == 0)) {
            freeCache(); // one long conversation among many rows must not hold its memory for ever
        }
    }

    private static int rowsFor(int highestRow) {
        return Math.max(LEAST_ROWS, Integer.highestOneBit(Math.max(1, highestRow)) * 2);
    }

    /** Makes the cache hold so many rows and positions, and the spare position after them. */
    private void reserve(int rows, int positions) {
        if (closed) {
            throw new IllegalStateException("The decoder is closed.");
        }
        if (rows <= cachedRows && positions < cachedPositions) {
            return;
        }
        int newRows = Math.max(rows, cachedRows);
        int newPositions = Math.max(cachedPositions, DeviceModel.cachePositions(positions));
        if (newPositions > cachedPositions) { // double, so that growth stays rare
            newPositions =
                    Math.max(newPositions, Math.min(2 * cachedPositions, DeviceModel.cachePositions(contextLength())));
        }
        IValue newKeys = cache(keys, newRows, newPositions);
        IValue newValues;
        try {
            newValues = cache(values, newRows, newPositions);
        } catch (RuntimeException | Error e) {
            newKeys.close();
            throw e;
        }
        freeCache();
        keys = newKeys;
        values = newValues;
        cachedRows = newRows;
        cachedPositions = newPositions;
    }

    private IValue cache(IValue old, int rows, int positions) {
        try (IValue rowsArgument = IValue.from((long) rows);
                IValue positionsArgument = IValue.from((long) positions)) {
            return old == null
                    ? model.graph().infer("new_cache", rowsArgument, positionsArgument, model.weightsArgument())
                    : model.graph().infer("grown_cache", old, rowsArgument, positionsArgument, model.weightsArgument());
        }
    }

    private void freeCache() {
        if (keys != null) {
            keys.close();
            values.close();
            keys = null;
            values = null;
            cachedRows = 0;
            cachedPositions = 0;
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            freeCache();
            adapters.close();
            lora.release();
        }
    }
}
