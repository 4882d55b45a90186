package dev.backchannel.policy;

import java.nio.file.Path;
import java.util.List;

/** Trains all weights of a fresh model from random initialisation, for {@code pretrain}. One thread. */
public final class FullTrainer implements AutoCloseable {
    private FullTrainer() {}

    /** A fresh model: linears and embedding normal with σ = 0.02 (residual outputs σ/√(2·layers)), norms 1, biases 0. */
    public static FullTrainer initialise(ModelConfig config, AdamWConfig adamW, EngineOptions options, long seed) {
        throw new UnsupportedOperationException("coming within minutes");
    }

    /**
     * One optimiser step on the mean negative log-likelihood of the tokens that count.
     *
     * @param batch token ids, [sequence][position]; may differ in length
     * @param counts [sequence][position]: whether the token at this position is predicted in the loss (position 0 never)
     * @return mean loss in nats per token, before the step
     */
    public double step(List<int[]> batch, List<boolean[]> counts, double learningRate) {
        throw new UnsupportedOperationException("coming within minutes");
    }

    /** Mean loss in nats per token, without training. */
    public double loss(List<int[]> batch, List<boolean[]> counts) {
        throw new UnsupportedOperationException("coming within minutes");
    }

    /** Writes {@code config.json}, {@code generation_config.json} and {@code model.safetensors} into the folder. */
    public void save(Path folder, Precision precision, int bosOrMinus1, int eosTokenId) {
        throw new UnsupportedOperationException("coming within minutes");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("coming within minutes");
    }
}
