package dev.backchannel.policy.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.backchannel.policy.Completion;
import java.util.List;
import java.util.stream.IntStream;

/** What the model makes of whole texts: a mean of hidden states half way up, where they tell most of the topic. Thread-safe. */
public final class HiddenMeans {
    private final DeviceModel model;

    public HiddenMeans(DeviceModel model) {
        this.model = model;
    }

    /** The mean over each completion's places, [sequence][width]; one forward pass for each. */
    public float[][] of(List<Completion> texts, DeviceLora lora) {
        Completions.check(texts, model.config());
        return texts.stream().map(text -> mean(text, lora)).toArray(float[][]::new);
    }

    private float[] mean(Completion text, DeviceLora lora) {
        int first = text.prompt().length;
        if (text.completion().length == 0) {
            throw new IllegalArgumentException("An empty text has no hidden state.");
        }
        long[] ids = IntStream.range(0, text.length())
                .mapToLong(i -> i < first ? text.prompt()[i] : text.completion()[i - first])
                .toArray();
        try (PtNDManager call = (PtNDManager) model.manager().newSubManager()) {
            NDArray row = call.create(ids, new Shape(1, ids.length));
            try (IValue idsArgument = Graph.tensor(row);
                    IValue from = IValue.from((long) first);
                    IValue blocks = IValue.from((model.config().layers() + 1L) / 2);
                    IValue result = model.graph()
                            .infer(
                                    "hidden_mean",
                                    idsArgument,
                                    from,
                                    blocks,
                                    model.weightsArgument(),
                                    lora.argument(),
                                    model.ropeArgument());
                    PtNDArray values = result.toTensor(call)) {
                return values.toFloatArray();
            }
        }
    }
}
