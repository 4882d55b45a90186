package dev.backchannel.policy.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.policy.LoraConfig;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.OptimizerState;
import dev.backchannel.policy.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a disk may do to a checkpoint: no damage of any file, however small, is read as a checkpoint. */
class DamagedFilesTest {
    private static final int TRIES = 200;

    @Test
    void aTornOrFlippedFileIsNeverRead(@TempDir Path root) throws IOException {
        FolderStore store = new FolderStore(root);
        LoraWeights adapter = TinyModel.adapter(TinyModel.llama(), new LoraConfig(2, 4, List.of("q_proj")), 1);
        StoredCheckpoint stored = store.write(new CheckpointContent(
                "parent",
                "base",
                7,
                adapter,
                new OptimizerState(7, adapter.matrices(), adapter.matrices()),
                Map.of("learner-state.bin", new byte[] {1, 2, 3})));
        List<String> names = stored.fileDigests().keySet().stream().sorted().toList();
        long first = Long.getLong("backchannel.seed", 1);
        for (long seed = first; seed < first + TRIES; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Path file = store.folder(stored.uri()).resolve(names.get(random.nextInt(names.size())));
            byte[] whole = Files.readAllBytes(file);
            Files.write(file, damaged(whole, random));
            assertThatThrownBy(() -> store.read(stored.uri(), stored.fileDigests()))
                    .as("%s, -Dbackchannel.seed=%d", file.getFileName(), seed)
                    .isInstanceOf(CorruptCheckpointException.class);
            Files.write(file, whole);
        }
        assertThat(store.read(stored.uri(), stored.fileDigests()).adapter()).isEqualTo(adapter);
    }

    private static byte[] damaged(byte[] whole, SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(whole, random.nextInt(whole.length)); // torn
            case 1 -> Arrays.copyOf(whole, whole.length + 1 + random.nextInt(512)); // grown by zeros
            case 2 -> { // a block that never reached the disk; its first byte was no zero
                byte[] holed = whole.clone();
                int from = random.nextInt(whole.length);
                holed[from] ^= 0x55;
                Arrays.fill(holed, Math.min(from + 1, whole.length), Math.min(from + 512, whole.length), (byte) 0);
                yield holed;
            }
            default -> {
                byte[] flipped = whole.clone();
                flipped[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
                yield flipped;
            }
        };
    }
}
