package dev.backchannel.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pass takes at most, JVM and native, in a process of its own. */
class PeakMemoryTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path folder;

    /** [rated tokens, vocabulary] would be 480 MB in fp32, and a gradient would need several such. */
    @Test
    void theHeadsLogitsAreNeverThereAsAWhole() throws IOException, InterruptedException {
        assertThat(grown("head")).isLessThan(200 * MIB);
    }

    @Test
    void recomputationTakesAFractionOfWhatKeepingTakes() throws IOException, InterruptedException {
        long kept = grown("kept");
        assertThat(kept).isGreaterThan(200 * MIB);
        assertThat(grown("recomputed")).isLessThan(kept / 2);
    }

    private long grown(String what) throws IOException, InterruptedException {
        return Long.parseLong(FixedHeap.run(Passes.class, folder.toString(), what));
    }

    /** Prints by how many bytes the process grew at most over a reference pass and a training pass. */
    static final class Passes {
        /** Arguments: a folder; a model with a large head, or with many layers that are kept or recomputed. */
        public static void main(String[] arguments) throws IOException {
            ModelConfig config = arguments[1].equals("head")
                    ? new ModelConfig("llama", 16, 16, 1, 2, 2, 8, 150_000, 512, 1e4, 1e-5, true, false, false)
                    : new ModelConfig("llama", 128, 512, 14, 4, 4, 32, 258, 512, 1e4, 1e-5, true, false, false);
            Path folder = Path.of(arguments[0]);
            TinyModel.write(folder, config, InitialWeights.draw(config, 1), Precision.FP32);
            try (PolicyModel model = PolicyModel.load(folder, EngineOptions.cpu(2));
                    LoraTrainer trainer = model.trainer(arguments[1].equals("recomputed"))) {
                trainer.load(LoraWeights.initial(config, new LoraConfig(2, 4, LoraConfig.ALL_LINEARS), 1));
                run(model, trainer, 10); // the library's own memory is not counted
                long before = ResidentMemory.now();
                run(model, trainer, 400);
                System.out.println(ResidentMemory.peak() - before);
            }
        }

        private static void run(PolicyModel model, LoraTrainer trainer, int length) {
            int[] tokens = new SplittableRandom(1)
                    .ints(length, 0, model.config().vocabularySize())
                    .toArray();
            Completion text = new Completion(new int[] {1}, tokens);
            List<Completion> batch = List.of(text, text, text, text);
            model.tokenLogProbs(batch.subList(0, 2), null);
            try (LoraTrainer.Pass open =
                    trainer.forward(batch.subList(0, model.config().layers() > 1 ? 4 : 2))) {
                open.backward(open.tokenLogProbs());
            }
        }
    }
}
