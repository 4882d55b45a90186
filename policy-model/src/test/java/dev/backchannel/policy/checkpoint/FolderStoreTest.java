package dev.backchannel.policy.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.policy.LoraConfig;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.Matrix;
import dev.backchannel.policy.OptimizerState;
import dev.backchannel.policy.TinyModel;
import dev.backchannel.policy.format.FolderDigest;
import dev.backchannel.policy.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderStoreTest {
    @TempDir
    Path root;

    private FolderStore store;
    private CheckpointContent content;

    @BeforeEach
    void open() {
        store = new FolderStore(root.resolve("checkpoints"));
        content = content(1);
    }

    private static CheckpointContent content(long seed) {
        LoraWeights adapter =
                TinyModel.adapter(TinyModel.llama(), new LoraConfig(2, 4, List.of("q_proj", "up_proj")), seed);
        OptimizerState optimizer = new OptimizerState(7, adapter.matrices(), adapter.matrices());
        return new CheckpointContent(
                "parent", "base", 7, adapter, optimizer, Map.of("learner.json", "{}".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whatIsWrittenIsRead() {
        StoredCheckpoint stored = store.write(content);
        CheckpointContent read = store.read(stored.uri(), stored.fileDigests());
        assertThat(read.adapter()).isEqualTo(content.adapter());
        assertThat(store.read(folder(stored).toUri().toString(), stored.fileDigests())
                        .adapter())
                .isEqualTo(content.adapter());
        assertThat(read.optimizer()).isEqualTo(content.optimizer());
        assertThat(read.parentId()).isEqualTo("parent");
        assertThat(read.baseDigest()).isEqualTo("base");
        assertThat(read.step()).isEqualTo(7);
        assertThat(read.extras().get("learner.json")).isEqualTo("{}".getBytes(StandardCharsets.UTF_8));
        assertThat(stored.checkpointId()).isEqualTo(CheckpointIds.of(content)).matches("[0-9a-f]{64}");
    }

    @Test
    void theSameContentMakesTheSameIdAndBytesAnywhere() {
        StoredCheckpoint here = store.write(content);
        StoredCheckpoint again = store.write(content);
        StoredCheckpoint there = new FolderStore(root.resolve("elsewhere")).write(content(1));
        assertThat(again).isEqualTo(here);
        assertThat(there.checkpointId()).isEqualTo(here.checkpointId());
        assertThat(there.fileDigests()).isEqualTo(here.fileDigests());
        assertThat(store.write(content(2)).checkpointId()).isNotEqualTo(here.checkpointId());
    }

    @Test
    void theIdCoversParentBaseStepAndOptimiser() {
        CheckpointContent c = content;
        String id = CheckpointIds.of(c);
        OptimizerState later =
                new OptimizerState(8, c.optimizer().first(), c.optimizer().second());
        assertThat(List.of(
                        new CheckpointContent("x", c.baseDigest(), c.step(), c.adapter(), c.optimizer(), Map.of()),
                        new CheckpointContent(c.parentId(), "x", c.step(), c.adapter(), c.optimizer(), Map.of()),
                        new CheckpointContent(c.parentId(), c.baseDigest(), 8, c.adapter(), c.optimizer(), Map.of()),
                        new CheckpointContent(c.parentId(), c.baseDigest(), c.step(), c.adapter(), later, Map.of())))
                .noneMatch(other -> CheckpointIds.of(other).equals(id));
        assertThat(CheckpointIds.of(new CheckpointContent(
                        c.parentId(), c.baseDigest(), c.step(), c.adapter(), c.optimizer(), Map.of())))
                .isEqualTo(id);
    }

    @Test
    void isAPeftFolder() throws IOException {
        Path folder = folder(store.write(content));
        JsonNode config = new ObjectMapper()
                .readTree(folder.resolve("adapter_config.json").toFile());
        assertThat(config.path("peft_type").asText()).isEqualTo("LORA");
        assertThat(config.path("r").asInt()).isEqualTo(2);
        assertThat(config.path("lora_alpha").asDouble()).isEqualTo(4);
        assertThat(config.path("target_modules")).hasToString("[\"q_proj\",\"up_proj\"]");
        SafetensorsFile adapter = SafetensorsFile.open(folder.resolve("adapter_model.safetensors"));
        assertThat(adapter.names())
                .hasSize(8)
                .contains(
                        "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight",
                        "base_model.model.model.layers.1.mlp.up_proj.lora_B.weight");
        assertThat(adapter.info("base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight")
                        .shape())
                .containsExactly(2, 32);
    }

    @Test
    void aChangedOrTruncatedOrMissingFileIsRefusedByName() throws IOException {
        for (String name :
                List.of("adapter_model.safetensors", "optimizer.safetensors", "manifest.json", "learner.json")) {
            StoredCheckpoint stored = store.write(content);
            Path file = folder(stored).resolve(name);
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
            assertRefused(stored, stored.fileDigests(), name, "digest");
            Files.delete(file);
            assertRefused(stored, stored.fileDigests(), name, "missing");
            store.write(content); // repairs it
            assertThat(store.read(stored.uri(), stored.fileDigests()).adapter()).isEqualTo(content.adapter());
        }
    }

    @Test
    void evenWithMatchingDigestsATruncatedOrNonFiniteOrMisshapenAdapterIsRefused() throws IOException {
        StoredCheckpoint stored = store.write(content);
        Path file = folder(stored).resolve("adapter_model.safetensors");
        byte[] bytes = Files.readAllBytes(file);

        Files.write(file, Arrays.copyOf(bytes, bytes.length - 4));
        assertRefused(stored, digests(stored), "adapter_model.safetensors", "truncated");

        byte[] poisoned = bytes.clone();
        ByteBuffer.wrap(poisoned).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 4, Float.NaN);
        Files.write(file, poisoned);
        assertRefused(stored, digests(stored), "adapter_model.safetensors", "not finite");

        Files.write(file, "not safetensors at all".getBytes(StandardCharsets.UTF_8));
        assertRefused(stored, digests(stored), "adapter_model.safetensors", "not a safetensors file");

        TreeMap<String, Matrix> wrong = new TreeMap<>(content.adapter().matrices());
        wrong.replaceAll((name, m) -> Matrix.zeros(m.rows() + 1, m.columns() + 1));
        CheckpointFiles.writeMatrices(file, wrong);
        assertRefused(stored, digests(stored), "adapter_model.safetensors", "rank");

        CheckpointFiles.writeMatrices(file, content(2).adapter().matrices());
        assertRefused(stored, digests(stored), "manifest.json", "content is");

        Files.write(file, bytes);
        CheckpointFiles.writeMatrices(folder(stored).resolve("optimizer.safetensors"), new TreeMap<>());
        assertRefused(stored, digests(stored), "optimizer.safetensors", "moments");
        Files.writeString(folder(stored).resolve("adapter_config.json"), "{\"r\":0}");
        assertRefused(stored, digests(stored), "adapter_config.json", "rank");
        Files.writeString(folder(stored).resolve("manifest.json"), "{}");
        assertRefused(stored, digests(stored), "manifest.json", "lacks");
        Files.writeString(folder(stored).resolve("manifest.json"), "{");
        assertRefused(stored, digests(stored), "manifest.json", "JSON");
    }

    @Test
    void refusesStrangeAddressesAndRecords() {
        StoredCheckpoint stored = store.write(content);
        assertThatThrownBy(() -> store.read("no uri", stored.fileDigests()))
                .isInstanceOf(CorruptCheckpointException.class)
                .hasMessageContaining("no uri");
        for (String outside : List.of("../elsewhere", root.toUri().toString())) {
            assertThatThrownBy(() -> store.read(outside, stored.fileDigests()))
                    .isInstanceOf(CorruptCheckpointException.class)
                    .hasMessageContaining("outside the store");
        }
        assertRefused(stored, Map.of(), "digests", "adapter_model.safetensors");
        Map<String, String> outside = new HashMap<>(stored.fileDigests());
        outside.put("../secret", "00");
        assertRefused(stored, outside, "secret", "missing");
    }

    @Test
    void refusesToWriteWhatMustNotBeServed() {
        TreeMap<String, Matrix> broken = new TreeMap<>(content.adapter().matrices());
        broken.put(broken.firstKey(), new Matrix(1, 1, new float[] {Float.NaN}));
        LoraWeights adapter = new LoraWeights(content.adapter().config(), broken);
        assertThatThrownBy(() -> store.write(
                        new CheckpointContent("", "base", 1, adapter, OptimizerState.initial(adapter), Map.of())))
                .hasMessageContaining("not finite");
        for (String name : List.of("../x", "manifest.json", "")) {
            assertThatThrownBy(() -> store.write(new CheckpointContent(
                            "", "base", 1, content.adapter(), content.optimizer(), Map.of(name, new byte[0]))))
                    .hasMessageContaining("'" + name + "'");
        }
    }

    @Test
    void collectsOrphansAndUnfinishedWritesAndNothingElse() throws IOException {
        StoredCheckpoint kept = store.write(content);
        StoredCheckpoint orphan = store.write(content(2));
        Path unfinished = AtomicFolders.temporary(store.root());
        Files.writeString(unfinished.resolve("half"), "x");
        Path foreign = Files.createDirectory(store.root().resolve("notes"));
        store.collectOrphans(Set.of(kept.checkpointId()));
        assertThat(folder(kept)).exists();
        assertThat(folder(orphan)).doesNotExist();
        assertThat(unfinished).doesNotExist();
        assertThat(foreign).exists();
        new FolderStore(root.resolve("never-made")).collectOrphans(Set.of());
    }

    private void assertRefused(StoredCheckpoint stored, Map<String, String> digests, String... words) {
        assertThatThrownBy(() -> store.read(stored.uri(), digests))
                .isInstanceOf(CorruptCheckpointException.class)
                .hasMessageContainingAll(words);
    }

    private Map<String, String> digests(StoredCheckpoint stored) throws IOException {
        Map<String, String> digests = new HashMap<>();
        for (String name : stored.fileDigests().keySet()) {
            digests.put(name, FolderDigest.ofFile(folder(stored).resolve(name)));
        }
        return digests;
    }

    private Path folder(StoredCheckpoint stored) {
        return store.root().resolve(stored.uri());
    }
}
