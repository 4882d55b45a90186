package dev.backchannel.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is left behind in native memory, and training does not disturb inference. */
class NativeMemoryTest {
    @TempDir
    Path folder;

    @Test
    void doesNotGrowOverHundredsOfStepsOfVaryingShape() throws IOException, InterruptedException {
        long grown = Long.parseLong(FixedHeap.run(Steps.class, folder.toString()));
        // one [4, 100, 128] activation is 200 kB: forgetting one per step would add 90 MB. What the allocator keeps for
        // the
        // threads that share a large batch comes and goes by some 20 MB
        assertThat(grown).isLessThan(70_000_000);
    }

    /** Prints by how many bytes the process grew over 450 steps. Argument: a folder for the model. */
    static final class Steps {
        public static void main(String[] arguments) throws IOException {
            // wide enough that one forgotten activation per step would show
            ModelConfig config =
                    new ModelConfig("llama", 128, 256, 2, 4, 2, 32, 258, 256, 1e4, 1e-5, true, false, false);
            Path folder = Path.of(arguments[0]);
            TinyModel.write(folder, config, InitialWeights.draw(config, 1), Precision.FP32);
            try (PolicyModel model = PolicyModel.load(folder, EngineOptions.cpu(2));
                    LoraTrainer keeping = model.trainer();
                    LoraTrainer recomputing = model.trainer(true)) {
                Random random = new Random(5);
                for (int i = 0; i < 60; i++) {
                    everything(model, i % 2 == 0 ? keeping : recomputing, random);
                }
                long before = ResidentMemory.now();
                for (int i = 0; i < 450; i++) {
                    everything(model, i % 2 == 0 ? keeping : recomputing, random);
                }
                System.out.println(ResidentMemory.now() - before);
            }
        }
    }

    private static void everything(PolicyModel model, LoraTrainer trainer, Random random) {
        LoraWeights weights = TinyModel.adapter(model.config(), new LoraConfig(8, 8, LoraConfig.ALL_LINEARS), 1);
        List<Completion> batch = new ArrayList<>();
        // now and then so many that they run in parts, side by side
        int texts = random.nextInt(10) == 0 ? 24 : 1 + random.nextInt(4);
        for (int i = 0; i < texts; i++) {
            batch.add(new Completion(
                    TinyModel.tokens(1 + random.nextInt(50), i), TinyModel.tokens(1 + random.nextInt(50), i)));
        }
        trainer.load(weights);
        try (LoraTrainer.Pass pass = trainer.forward(batch)) {
            if (random.nextInt(4) > 0) { // some passes are given up
                pass.backward(pass.tokenLogProbs());
            }
        }
        trainer.step(AdamWConfig.of(1e-3));
        try (Adapter adapter = model.adapter(weights);
                Decoder decoder = model.decoder(adapter, 8)) {
            model.tokenLogProbs(batch, adapter);
            model.score(batch.get(0).prompt(), List.of(batch.get(0).completion()), adapter);
            int row = random.nextInt(8);
            decoder.prefill(row, batch.get(0).prompt());
            decoder.step(new int[] {row}, new int[] {1});
            decoder.step(new int[] {row}, new int[] {2});
        }
    }

    @Test
    void manyThreadsInferWhileOneTrains() throws Exception {
        ModelConfig config = TinyModel.qwen2();
        TinyModel.write(folder, config, TinyModel.weights(config, 3), Precision.FP32);
        try (PolicyModel model = PolicyModel.load(folder, EngineOptions.cpu(1))) {
            List<Completion> batch = ForwardTest.batch();
            float[][] expected = model.tokenLogProbs(batch, null);
            List<Generated> answers = generate(model);
            AtomicBoolean stop = new AtomicBoolean();
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try {
                Future<?> training = threads.submit(() -> train(model, stop));
                List<Future<?>> inference = new ArrayList<>();
                for (int thread = 0; thread < 3; thread++) {
                    inference.add(threads.submit(() -> {
                        for (int i = 0; i < 40; i++) {
                            assertThat(model.tokenLogProbs(batch, null)).isDeepEqualTo(expected);
                            assertThat(generate(model))
                                    .usingRecursiveComparison()
                                    .isEqualTo(answers);
                        }
                    }));
                }
                for (Future<?> future : inference) {
                    future.get();
                }
                stop.set(true);
                training.get();
            } catch (ExecutionException e) {
                throw new AssertionError(e.getCause());
            } finally {
                stop.set(true);
                threads.shutdown();
            }
        }
    }

    private static List<Generated> generate(PolicyModel model) {
        return new Generator(model)
                .generate(null, List.of(TinyModel.tokens(9, 1), TinyModel.tokens(4, 2)), SamplingParameters.greedy(10));
    }

    private static void train(PolicyModel model, AtomicBoolean stop) {
        LoraWeights weights = LoraWeights.initial(model.config(), model.defaultLora(), 1);
        try (LoraTrainer trainer = model.trainer()) {
            while (!stop.get()) {
                trainer.load(weights);
                try (LoraTrainer.Pass pass = trainer.forward(TrainingTest.BATCH)) {
                    pass.backward(pass.tokenLogProbs());
                }
            }
        }
    }
}
