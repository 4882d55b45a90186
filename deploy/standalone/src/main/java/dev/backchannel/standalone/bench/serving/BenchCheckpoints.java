package dev.backchannel.standalone.bench.serving;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.GateVerdict;
import dev.backchannel.avro.Probe;
import dev.backchannel.avro.Verdict;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.Completion;
import dev.backchannel.policy.Generated;
import dev.backchannel.policy.Generator;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.Matrix;
import dev.backchannel.policy.OptimizerState;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.SamplingParameters;
import dev.backchannel.policy.checkpoint.CheckpointContent;
import dev.backchannel.policy.checkpoint.FolderStore;
import dev.backchannel.policy.checkpoint.StoredCheckpoint;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** Checkpoints that answer differently, as a learner would commit them: with files, digests and a probe. */
final class BenchCheckpoints {
    /** Of the random entries of B: enough to change most answers, and not to end all sense. */
    private static final double DEVIATION = 0.03;

    private final PolicyModel model;
    private final FolderStore store;

    BenchCheckpoints(PolicyModel model, Path store) {
        this.model = model;
        this.store = new FolderStore(store);
    }

    /**
     * One of them.
     *
     * @param answers greedy, offline, one per question
     */
    record Made(Checkpoint record, List<String> answers) {
        String id() {
            return record.getCheckpointId();
        }
    }

    Made make(long seed, List<String> questions, int maxTokens) {
        LoraWeights weights = random(seed);
        StoredCheckpoint stored = store.write(new CheckpointContent(
                "", model.baseDigest(), seed + 1, weights, OptimizerState.initial(weights), Map.of()));
        try (Adapter adapter = model.adapter(weights)) {
            Checkpoint record = Checkpoint.newBuilder()
                    .setCheckpointId(stored.checkpointId())
                    .setBaseDigest(model.baseDigest())
                    .setUri(stored.uri())
                    .setFileDigests(stored.fileDigests())
                    .setStep(seed + 1)
                    .setConsumedOffset(0)
                    .setMetrics(Map.of())
                    .setGate(new GateVerdict(Verdict.PASSED, List.of()))
                    .setProbes(List.of(probe(adapter, questions.get(0))))
                    .setCreatedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                    .build();
            return new Made(record, answers(adapter, questions, maxTokens));
        }
    }

    private List<String> answers(Adapter adapter, List<String> questions, int maxTokens) {
        List<int[]> prompts = questions.stream().map(this::prompt).toList();
        SamplingParameters greedy = new SamplingParameters(0, 1, maxTokens, 0, List.of());
        return new Generator(model)
                .generate(adapter, prompts, greedy).stream()
                        .map(Generated::text)
                        .toList();
    }

    private LoraWeights random(long seed) {
        Random random = new Random(seed);
        LoraWeights initial = LoraWeights.initial(model.config(), model.defaultLora(), seed);
        SortedMap<String, Matrix> matrices = new TreeMap<>();
        initial.matrices().forEach((name, matrix) -> {
            float[] values = matrix.values().clone();
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (random.nextGaussian() * DEVIATION);
            }
            matrices.put(name, new Matrix(matrix.rows(), matrix.columns(), values));
        });
        return new LoraWeights(initial.config(), matrices);
    }

    private Probe probe(Adapter adapter, String question) {
        int[] prompt = prompt(question);
        int[] completion = model.prompts().content("We open at nine.");
        List<Completion> batch = List.of(new Completion(prompt, completion));
        float[] with = model.tokenLogProbs(batch, adapter)[0];
        float[] without = model.tokenLogProbs(batch, null)[0];
        List<Double> difference = new ArrayList<>();
        for (int i = 0; i < with.length; i++) {
            difference.add((double) with[i] - without[i]);
        }
        return new Probe(boxed(prompt), boxed(completion), difference);
    }

    private int[] prompt(String question) {
        return model.prompts().prompt(List.of(ChatMessage.user(question)));
    }

    private static List<Integer> boxed(int[] ids) {
        return Arrays.stream(ids).boxed().toList();
    }
}
