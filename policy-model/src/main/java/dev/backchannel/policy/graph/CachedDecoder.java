package dev.backchannel.policy.graph;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.Decoder;
import dev.backchannel.policy.Feed;
import dev.backchannel.policy.KeptPrefix;
import dev.backchannel.policy.ModelConfig;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Decoding with a cache of keys and values, a large part of which goes when the last row is released. */
public final class CachedDecoder implements Decoder {
    /** Places in all rows together that stay when nobody uses them. */
    private static final int KEPT = 32 * 1024;

    /** Multiplications of a step, and of one product of it whose weights lie in the cache of a core. */
    private static final long ALONE_BELOW = 50_000_000;

    private static final long ALONE_PRODUCT = 16_000_000;
    private static final long IN_CACHE = 250_000;
    private static final int PRODUCTS_OF_A_LAYER = 7;
    private static final int MOST_TOKENS = 512;

    /** Scores of attention that one call may hold at a time. */
    private static final long MOST_SCORES = 16L << 20;

    private final DeviceModel model;
    private final DeviceLora lora;
    private final Function<Adapter, DeviceLora> onDevice;
    private final RowAdapters adapters;
    private final KeyValueCache cache;
    private final int maxRows;
    private final int[] position;
    private final int[] room;
    private boolean closed;

    /**
     * @param lora of rows that name none; held until {@link #close}
     * @param onDevice finds an adapter's arrays; null is the base
     * @param maxBytes of keys and values
     */
    public CachedDecoder(
            DeviceModel model, DeviceLora lora, Function<Adapter, DeviceLora> onDevice, int maxRows, long maxBytes) {
        if (maxRows < 1) {
            throw new IllegalArgumentException("maxRows is " + maxRows + ", but must be at least 1.");
        }
        this.cache = new KeyValueCache(model, maxBytes);
        lora.retain();
        this.model = model;
        this.onDevice = onDevice;
        this.lora = lora;
        this.adapters = new RowAdapters(model.precision(), maxRows);
        this.maxRows = maxRows;
        this.position = new int[maxRows];
        this.room = new int[maxRows];
    }

    @Override
    public int maxRows() {
        return maxRows;
    }

    @Override
    public int contextLength() {
        return cache.mostPositions();
    }

    @Override
    public int position(int row) {
        return position[row];
    }

    @Override
    public boolean fits(int row, int wanted) {
        int highest = row;
        int most = wanted;
        for (int other = 0; other < maxRows; other++) {
            if (room[other] > 0 && other != row) {
                highest = Math.max(highest, other);
                most = Math.max(most, room[other]);
            }
        }
        return cache.fits(highest, most);
    }

    @Override
    public void begin(int row, int wanted, @Nullable Adapter adapterOrNull) {
        begin(row, wanted, onDevice.apply(adapterOrNull));
    }

    private void begin(int row, int wanted, DeviceLora own) {
        if (wanted < 1 || wanted > contextLength() || !fits(row, wanted)) {
            throw new IllegalStateException(
                    "Row " + row + " wants room for " + wanted + " positions, but there is memory for "
                            + contextLength() + " in one row at most, and less beside others.");
        }
        adapters.assign(row, own);
        position[row] = 0;
        room[row] = wanted;
    }

    @Override
    public float[] prefill(int row, int[] ids) {
        requirePrompt(ids);
        begin(row, contextLength(), lora);
        return read(row, ids);
    }

    @Override
    public float[][] advance(List<Feed> feeds) {
        for (Feed feed : feeds) {
            Completions.checkTokens(feed.ids(), model.config());
            if (position[feed.row()] + feed.ids().length > room[feed.row()]) {
                throw new IllegalStateException("Row " + feed.row() + " holds " + position[feed.row()]
                        + " positions and has room for " + room[feed.row()] + ", but is fed " + feed.ids().length
                        + " more: it must have begun, with enough room.");
            }
        }
        float[][] logits = new float[feeds.size()][];
        int[] rows = feeds.stream().mapToInt(Feed::row).toArray();
        for (int[] batch : adapters.batches(rows)) {
            run(feeds, batch, logits);
        }
        return logits;
    }

    /** Feeds that can run in one call; {@code batch} holds their numbers. */
    private void run(List<Feed> all, int[] batch, float[][] logits) {
        List<Feed> feeds = Arrays.stream(batch).mapToObj(all::get).toList();
        int longest = 0;
        for (Feed feed : feeds) {
            longest = Math.max(longest, position[feed.row()] + feed.ids().length);
        }
        reserve(longest);
        Advance call = Advance.of(feeds, position, cache.spare());
        float[] found = run(call);
        int vocabulary = model.config().vocabularySize();
        int next = 0;
        for (int i = 0; i < batch.length; i++) {
            Feed feed = feeds.get(i);
            position[feed.row()] += feed.ids().length;
            if (feed.asks()) {
                int at = vocabulary * next++;
                logits[batch[i]] = Arrays.copyOfRange(found, at, at + vocabulary);
            }
        }
    }

    private void reserve(int positions) {
        if (closed) {
            throw new IllegalStateException("The decoder is closed.");
        }
        int highest = 0;
        int most = 1;
        for (int row = 0; row < maxRows; row++) {
            if (room[row] > 0) {
                highest = row;
                most = Math.max(most, room[row]);
            }
        }
        cache.reserve(highest, positions, most);
    }

    private float[] run(Advance call) {
        try (PtNDManager manager = (PtNDManager) model.manager().newSubManager();
                IValue ids = Graph.tensor(manager.create(call.ids()));
                IValue places = Graph.tensor(manager.create(call.positions()));
                IValue singles = IValue.from((long) call.singles());
                IValue used = IValue.from((long) cache.used(call.longestSingle()));
                IValue parts = IValue.listFrom(call.parts());
                IValue wanted = Graph.tensor(manager.create(call.wanted(), new Shape(call.wanted().length)));
                IValue adaptersArgument = adapters.argument(manager, call.rowOf());
                IValue result = model.graph()
                        .infer(
                                threads(call.ids().length),
                                "advance",
                                ids,
                                places,
                                singles,
                                used,
                                parts,
                                wanted,
                                model.weightsArgument(),
                                adaptersArgument,
                                model.ropeArgument(),
                                cache.keys(),
                                cache.values());
                PtNDArray logits = result.toTensor(manager)) {
            return call.wanted().length == 0 ? new float[0] : logits.toFloatArray();
        }
    }

    /**
     * Waking a second thread costs more than it saves where a step, or a product of it, is small; and on a busy machine a
     * thread that must be waited for at each of a hundred products is often not there.
     */
    private int threads(int tokens) {
        ModelConfig config = model.config();
        long step = tokens * config.parameters();
        long products = (long) PRODUCTS_OF_A_LAYER * config.layers();
        long product = step / products;
        boolean inCache = config.parameters() / products < IN_CACHE;
        return step < ALONE_BELOW || (inCache && product < ALONE_PRODUCT) ? 1 : Integer.MAX_VALUE;
    }

    @Override
    public int mostTokens(int row) {
        long span = (long) position[row] + MOST_TOKENS;
        long fitting = MOST_SCORES / (model.config().heads() * span);
        return (int) Math.max(16, Math.min(MOST_TOKENS, fitting));
    }

    @Override
    public KeptPrefix keep(int row, int positions) {
        if (positions < 1 || positions > position[row]) {
            throw new IllegalArgumentException(
                    "Row " + row + " holds " + position[row] + " positions; " + positions + " of them cannot be kept.");
        }
        return cache.keep(row, positions);
    }

    @Override
    public void resume(int row, KeptPrefix prefix, int positions) {
        if (position[row] != 0 || positions < 1 || positions > Math.min(room[row], prefix.positions())) {
            throw new IllegalStateException("Row " + row + " holds " + position[row] + " positions and has room for "
                    + room[row] + ": " + positions + " of a prefix of " + prefix.positions() + " cannot go there.");
        }
        position[row] = positions;
        reserve(positions);
        cache.restore(row, prefix, positions);
    }

    @Override
    public void release(int row) {
        position[row] = 0;
        room[row] = 0;
        adapters.release(row);
        if (cache.places() > KEPT && Arrays.stream(room).allMatch(wanted -> wanted == 0)) {
            cache.close(); // one long conversation among many rows must not hold its memory for ever
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            cache.close();
            adapters.close();
            lora.release();
        }
    }
}
