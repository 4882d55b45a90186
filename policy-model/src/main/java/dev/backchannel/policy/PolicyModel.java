package dev.backchannel.policy;

import java.nio.file.Path;
import java.util.List;

/** A frozen base language model on one device. Inference is thread-safe. */
public final class PolicyModel implements AutoCloseable {
    private PolicyModel() {}

    /**
     * Loads a Hugging Face folder: {@code config.json}, {@code model.safetensors} (or shards with an index),
     * {@code tokenizer.json}, a chat template.
     *
     * @throws ModelFormatException if a file is missing or broken, or the model is of another family
     */
    public static PolicyModel load(Path folder, EngineOptions options) {
        throw new UnsupportedOperationException("coming within minutes");
    }

    public ModelConfig config() {
        throw new UnsupportedOperationException("coming within minutes");
    }

    public EngineOptions options() {
        throw new UnsupportedOperationException("coming within minutes");
    }

    public Tokenizer tokenizer() {
        throw new UnsupportedOperationException("coming within minutes");
    }

    public ChatTemplate chatTemplate() {
        throw new UnsupportedOperationException("coming within minutes");
    }

    public PromptBuilder prompts() {
        throw new UnsupportedOperationException("coming within minutes");
    }

    /** SHA-256, in hex, over weights, config, tokenizer and template files. */
    public String baseDigest() {
        throw new UnsupportedOperationException("coming within minutes");
    }

    public Path folder() {
        throw new UnsupportedOperationException("coming within minutes");
    }

    /** The adapter shape that suits a base of this size. */
    public LoraConfig defaultLora() {
        throw new UnsupportedOperationException("coming within minutes");
    }

    /** Copies an adapter to the device. */
    public Adapter adapter(LoraWeights weights) {
        throw new UnsupportedOperationException("coming within minutes");
    }

    /** Log-probabilities of the completion tokens, [sequence][completion token], fp32, without gradient. */
    public float[][] tokenLogProbs(List<Completion> batch, Adapter adapterOrNull) {
        throw new UnsupportedOperationException("coming within minutes");
    }

    /**
     * Mean log-probability per token of each continuation; the prefix is run once and shared. An empty continuation
     * scores NaN.
     */
    public double[] score(int[] prefix, List<int[]> continuations, Adapter adapterOrNull) {
        throw new UnsupportedOperationException("coming within minutes");
    }

    /** Cached decoding of up to {@code maxRows} sequences at once. */
    public Decoder decoder(Adapter adapterOrNull, int maxRows) {
        throw new UnsupportedOperationException("coming within minutes");
    }

    /** The trainer of adapters on this base; one per process. */
    public LoraTrainer trainer() {
        throw new UnsupportedOperationException("coming within minutes");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("coming within minutes");
    }
}
