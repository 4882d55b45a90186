package dev.backchannel.policy.families;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.policy.EngineOptions;
import dev.backchannel.policy.ModelFormatException;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.families.TensorFile.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights that are not what config.json calls for are refused, each tensor by its name. */
class WeightsTest {
    private static final String INDEX = "model.safetensors.index.json";

    @TempDir
    Path folder;

    @Test
    void everyMissingMisshapenAndExtraTensorIsNamedAtOnce() throws IOException {
        Download download = new Download("qwen3", "BF16", 1);
        download.tensors().remove("model.layers.1.self_attn.k_norm.weight");
        download.tensors().put("model.norm.weight", zeros(63));
        download.tensors().put("model.layers.0.self_attn.q_proj.bias", zeros(128));
        download.write(folder, 2);
        assertRefused(
                "model.layers.1.self_attn.k_norm.weight is missing",
                "model.norm.weight has the shape [63] instead of [64]",
                "model.layers.0.self_attn.q_proj.bias is one too many");
    }

    @Test
    void aHeadBesideATiedOneMustBeItsCopy() throws IOException {
        Download download = new Download("smollm2", "BF16", 1);
        Tensor embedding = download.tensors().get("model.embed_tokens.weight");
        download.tensors().put("lm_head.weight", embedding);
        download.tensors().put("model.layers.0.self_attn.rotary_emb.inv_freq", zeros(4)); // old files have it
        download.write(folder, 2);
        load();
        float[] other = embedding.values().clone();
        other[other.length - 1] += 1;
        download.tensors().put("lm_head.weight", new Tensor("BF16", embedding.shape(), other));
        download.write(folder, 2);
        assertRefused("lm_head.weight", "tie_word_embeddings");
    }

    @Test
    void anUntiedHeadMustBeThere() throws IOException {
        Download download = new Download("mistral", "BF16", 1);
        download.tensors().remove("lm_head.weight");
        download.write(folder, 1);
        assertRefused("lm_head.weight is missing");
    }

    @Test
    void indexAndShardsMustAgree() throws IOException {
        Download download = new Download("llama3", "BF16", 1);
        download.write(folder, 3);
        String first = "model-00001-of-00003.safetensors";
        String second = "model-00002-of-00003.safetensors";
        ObjectNode index =
                (ObjectNode) Download.JSON.readTree(folder.resolve(INDEX).toFile());
        index.withObject("/weight_map").put("model.embed_tokens.weight", second);
        Files.writeString(folder.resolve(INDEX), index.toString());
        assertRefused(INDEX, second, "model.embed_tokens.weight");
        download.write(folder, 3);
        Files.copy(folder.resolve(first), folder.resolve("again.safetensors"));
        index.withObject("/weight_map").put("more", "again.safetensors");
        Files.writeString(folder.resolve(INDEX), index.toString());
        assertRefused("in two files", first, "again.safetensors");
        download.write(folder, 3);
        Files.delete(folder.resolve(second));
        assertRefused(second, "does not exist");
        Files.writeString(folder.resolve(INDEX), "{\"metadata\": {}}");
        assertRefused(INDEX, "weight_map");
    }

    private static Tensor zeros(int length) {
        return new Tensor("BF16", new long[] {length}, new float[length]);
    }

    private void load() {
        PolicyModel.load(folder, EngineOptions.cpu(1)).close();
    }

    private void assertRefused(String... words) {
        assertThatThrownBy(this::load)
                .isInstanceOf(ModelFormatException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(words));
    }
}
