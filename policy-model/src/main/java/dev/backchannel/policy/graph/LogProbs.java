package dev.backchannel.policy.graph;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.backchannel.policy.Completion;
import dev.backchannel.policy.ReadPrefix;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Rates texts without gradients. Thread-safe. */
public final class LogProbs {
    private final DeviceModel model;

    public LogProbs(DeviceModel model) {
        this.model = model;
    }

    /** Log-probabilities of the completion tokens, [sequence][completion token]. */
    public float[][] of(List<Completion> batch, DeviceLora lora) {
        Completions.check(batch, model.config());
        if (batch.stream().allMatch(c -> c.completion().length == 0)) {
            return Completions.split(new float[0], batch);
        }
        List<List<Completion>> shards = model.shards(batch);
        int threads = model.threadsFor(shards);
        List<Supplier<float[][]>> work = shards.stream()
                .<Supplier<float[][]>>map(shard -> () -> of(shard, lora, threads))
                .toList();
        return model.workers().all(work).stream().flatMap(Arrays::stream).toArray(float[][]::new);
    }

    private float[][] of(List<Completion> shard, DeviceLora lora, int threads) {
        try (PtNDManager call = (PtNDManager) model.manager().newSubManager()) {
            NDList arrays = TokenBatch.of(shard).arrays(call);
            return Completions.split(rate(threads, "log_probs", arrays, null, lora, call), shard);
        }
    }

    /** Mean log-probability per token of each continuation; the prefix is run once. NaN for an empty one. */
    public double[] meanOf(int[] prefix, List<int[]> continuations, DeviceLora lora) {
        if (prefix.length < 2 || continuations.isEmpty()) {
            return means(of(
                    continuations.stream().map(c -> new Completion(prefix, c)).toList(), lora));
        }
        try (ReadPrefix read = read(prefix, lora)) {
            return meanOf(read, continuations, lora);
        }
    }

    /** Runs a prefix of at least two tokens, for any number of calls of {@link #meanOf} under the same adapter. */
    public ReadPrefix read(int[] prefix, DeviceLora lora) {
        Completions.check(List.of(new Completion(prefix, new int[0])), model.config());
        // The prefix's last token runs with each continuation, whose first token it predicts.
        int head = prefix.length - 1;
        long[] ids = IntStream.range(0, head).mapToLong(i -> prefix[i]).toArray();
        try (PtNDManager call = (PtNDManager) model.manager().newSubManager();
                IValue idsArgument = Graph.tensor(call.create(ids, new Shape(1, head)))) {
            IValue past = model.graph()
                    .infer("prefix", idsArgument, model.weightsArgument(), lora.argument(), model.ropeArgument());
            return new Past(
                    past, prefix.clone(), head * KeyValueCache.bytesPerPosition(model.config(), model.precision()));
        }
    }

    private record Past(IValue keysAndValues, int[] ids, long bytes) implements ReadPrefix {
        @Override
        public int tokens() {
            return ids.length;
        }

        @Override
        public void close() {
            keysAndValues.close();
        }
    }

    /** Mean log-probability per token of each continuation of a prefix that was read. NaN for an empty one. */
    public double[] meanOf(ReadPrefix prefix, List<int[]> continuations, DeviceLora lora) {
        Past past = (Past) prefix;
        Completions.check(
                continuations.stream().map(c -> new Completion(past.ids(), c)).toList(), model.config());
        int[] last = {past.ids()[past.ids().length - 1]};
        List<Completion> tails =
                continuations.stream().map(c -> new Completion(last, c)).toList();
        TokenBatch tokens = TokenBatch.of(tails);
        if (tokens.rated() == 0) {
            return means(Completions.split(new float[0], tails));
        }
        try (PtNDManager call = (PtNDManager) model.manager().newSubManager()) {
            return means(Completions.split(
                    rate(model.threads(), "continuations", tokens.arrays(call), past.keysAndValues(), lora, call),
                    tails));
        }
    }

    private float[] rate(
            int threads, String method, NDList tokens, @Nullable IValue pastOrNull, DeviceLora lora, PtNDManager call) {
        try (IValue ids = Graph.tensor(tokens.get(0));
                IValue at = Graph.tensor(tokens.get(1));
                IValue target = Graph.tensor(tokens.get(2));
                IValue result = pastOrNull == null
                        ? model.graph()
                                .infer(
                                        threads,
                                        method,
                                        ids,
                                        at,
                                        target,
                                        model.weightsArgument(),
                                        lora.argument(),
                                        model.ropeArgument())
                        : model.graph()
                                .infer(
                                        threads,
                                        method,
                                        ids,
                                        at,
                                        target,
                                        pastOrNull,
                                        model.weightsArgument(),
                                        lora.argument(),
                                        model.ropeArgument());
                PtNDArray values = result.toTensor(call)) {
            return values.toFloatArray();
        }
    }

    private static double[] means(float[][] logProbs) {
        return Arrays.stream(logProbs).mapToDouble(LogProbs::mean).toArray();
    }

    private static double mean(float[] logProbs) {
        double sum = 0;
        for (float value : logProbs) {
            sum += value;
        }
        return sum / logProbs.length; // 0/0 = NaN for an empty one
    }
}
