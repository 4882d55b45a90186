package dev.backchannel.standalone.store;

import dev.backchannel.policy.LoraConfig;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.Matrix;
import dev.backchannel.policy.OptimizerState;
import dev.backchannel.policy.checkpoint.CheckpointContent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Small checkpoints for no base in particular. */
final class StoreContents {
    private static final String MODULE = "base_model.model.model.layers.0.self_attn.q_proj.";

    private StoreContents() {}

    static CheckpointContent content(long step) {
        float x = step;
        LoraWeights adapter = new LoraWeights(
                new LoraConfig(2, 4, List.of("q_proj")),
                new TreeMap<>(Map.of(
                        MODULE + "lora_A.weight", new Matrix(2, 3, new float[] {x, 1, 2, 3, 4, 5}),
                        MODULE + "lora_B.weight", new Matrix(3, 2, new float[] {5, 4, 3, 2, 1, x}))));
        return new CheckpointContent(
                "parent",
                "base",
                step,
                adapter,
                OptimizerState.initial(adapter),
                Map.of("learner.avro", ("state " + step).getBytes(StandardCharsets.UTF_8)));
    }
}
