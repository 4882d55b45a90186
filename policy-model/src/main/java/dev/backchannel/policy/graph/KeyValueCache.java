package dev.backchannel.policy.graph;

import ai.djl.pytorch.jni.IValue;
import dev.backchannel.policy.KeptPrefix;
import dev.backchannel.policy.ModelConfig;
import dev.backchannel.policy.Precision;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of a decoder's rows, each [blocks, rows, G, positions, D] on the device. It grows with what is in it and
 * never beyond its budget, moving included.
 */
public final class KeyValueCache implements AutoCloseable {
    private static final int LEAST_ROWS = 4;
    private static final int BLOCK = 64;

    private final DeviceModel model;
    private final long bytesPerPosition;
    private final long mostPlaces;
    private int rows;
    private int positions;
    private @Nullable IValue keys;
    private @Nullable IValue values;

    /** @param maxBytes that it may ever take */
    KeyValueCache(DeviceModel model, long maxBytes) {
        this.model = model;
        this.bytesPerPosition = bytesPerPosition(model.config(), model.precision());
        // While the keys move into a larger array, the old ones and the old values are still there; then the values
        // move.
        this.mostPlaces = maxBytes / 3 * 2 / bytesPerPosition;
        if (mostPlaces < (long) LEAST_ROWS * BLOCK) {
            throw new IllegalArgumentException("The memory for keys and values is " + maxBytes
                    + " bytes, but this model needs at least " + (LEAST_ROWS * BLOCK * bytesPerPosition * 3 / 2 + 3)
                    + " to answer anything. Allow more.");
        }
    }

    /** Bytes that the keys and values of one token take. */
    public static long bytesPerPosition(ModelConfig config, Precision precision) {
        int width = precision == Precision.FP32 ? 4 : 2;
        return 2L * config.layers() * config.kvHeads() * config.headDim() * width;
    }

    /** Rows of the array in which a row of this number lies. */
    static int rowsFor(int highestRow) {
        return Math.max(LEAST_ROWS, Integer.highestOneBit(Math.max(1, highestRow)) * 2);
    }

    /** The most positions that a row could ever hold, were it alone. */
    int mostPositions() {
        long alone = mostPlaces / LEAST_ROWS / BLOCK * BLOCK - 1;
        return (int) Math.min(model.config().contextLength(), alone);
    }

    /** Whether rows up to this number, with so many positions each, can be held. */
    boolean fits(int highestRow, int room) {
        return (long) rowsFor(highestRow) * DeviceModel.cachePositions(room) <= mostPlaces;
    }

    /**
     * Makes room.
     *
     * @param highestRow with something in it
     * @param wanted positions, the spare one not counted
     * @param room most positions that any row with something in it will want; with these it {@link #fits}
     */
    void reserve(int highestRow, int wanted, int room) {
        int neededRows = rowsFor(highestRow);
        if (neededRows <= rows && wanted < positions) {
            return;
        }
        int newPositions = positions;
        if (wanted >= positions) { // double, so that growth stays rare
            newPositions = Math.max(
                    DeviceModel.cachePositions(wanted), Math.min(2 * positions, DeviceModel.cachePositions(room)));
        }
        int newRows = Math.max(rows, neededRows);
        if ((long) newRows * newPositions > mostPlaces) { // what it once held, and holds no more, must go
            newRows = neededRows;
            newPositions = DeviceModel.cachePositions(room);
        }
        keys = moved(keys, newRows, newPositions);
        try {
            values = moved(values, newRows, newPositions);
        } catch (RuntimeException | Error e) {
            close(); // keys and values of two sizes are of no use
            throw e;
        }
        rows = newRows;
        positions = newPositions;
    }

    private IValue moved(@Nullable IValue old, int newRows, int newPositions) {
        try (IValue rowsArgument = IValue.from((long) newRows);
                IValue positionsArgument = IValue.from((long) newPositions)) {
            if (old == null) {
                return model.graph().infer("new_cache", rowsArgument, positionsArgument, model.weightsArgument());
            }
            IValue moved =
                    model.graph().infer("moved_cache", old, rowsArgument, positionsArgument, model.weightsArgument());
            old.close();
            return moved;
        }
    }

    /** Blocks of positions that hold the first {@code longest}. */
    int used(int longest) {
        return Math.min((longest + BLOCK - 1) / BLOCK * BLOCK, positions);
    }

    /** The position that nobody reads. */
    int spare() {
        return positions - 1;
    }

    IValue keys() {
        return roomFor(keys);
    }

    IValue values() {
        return roomFor(values);
    }

    private static IValue roomFor(@Nullable IValue array) {
        return Objects.requireNonNull(array, "no room was made for keys and values: reserve it first");
    }

    /** Places in all rows together. */
    long places() {
        return (long) rows * positions;
    }

    /** Copies the first positions of a row. */
    KeptPrefix keep(int row, int held) {
        try (IValue rowArgument = IValue.from((long) row);
                IValue count = IValue.from((long) held)) {
            IValue keptKeys = model.graph().infer(1, "kept", keys(), rowArgument, count);
            IValue keptValues = model.graph().infer(1, "kept", values(), rowArgument, count);
            return new Kept(keptKeys, keptValues, held, held * bytesPerPosition);
        }
    }

    /** Writes what was kept into a row for which room has been made. */
    void restore(int row, KeptPrefix prefix, int count) {
        Kept kept = (Kept) prefix;
        try (IValue rowArgument = IValue.from((long) row);
                IValue countArgument = IValue.from((long) count)) {
            model.graph()
                    .infer(1, "restored", keys(), rowArgument, countArgument, kept.keys)
                    .close();
            model.graph()
                    .infer(1, "restored", values(), rowArgument, countArgument, kept.values)
                    .close();
        }
    }

    private record Kept(IValue keys, IValue values, int positions, long bytes) implements KeptPrefix {
        @Override
        public void close() {
            keys.close();
            values.close();
        }
    }

    /** Gives all of it back. */
    @Override
    public void close() {
        if (keys != null) {
            keys.close();
            keys = null;
        }
        if (values != null) {
            values.close();
            values = null;
        }
        rows = 0;
        positions = 0;
    }
}
