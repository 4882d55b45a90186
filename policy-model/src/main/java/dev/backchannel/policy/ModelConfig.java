package dev.backchannel.policy;

/**
 * The shape of a decoder of the Llama/Qwen2 family, in the words of its {@code config.json}.
 *
 * @param modelType {@code llama} or {@code qwen2}
 * @param hiddenSize width d of the residual stream
 * @param intermediateSize width of the SwiGLU
 * @param layers number of blocks
 * @param heads query heads
 * @param kvHeads key and value heads; divides {@code heads}
 * @param headDim width of one head
 * @param vocabularySize rows of the embedding
 * @param contextLength largest number of positions
 * @param ropeTheta base of the rotary frequencies
 * @param normEpsilon added to the mean square in RMSNorm
 * @param tiedHead whether the output head is the embedding
 * @param attentionBias whether q, k and v have biases (Qwen2)
 * @param outputBias whether the attention's output projection has one (Llama with {@code attention_bias})
 */
public record ModelConfig(
        String modelType,
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int kvHeads,
        int headDim,
        int vocabularySize,
        int contextLength,
        double ropeTheta,
        double normEpsilon,
        boolean tiedHead,
        boolean attentionBias,
        boolean outputBias) {

    /** Number of parameters of the whole model. */
    public long parameters() {
        long attention = 2L * hiddenSize * headDim * (heads + kvHeads);
        long mlp = 3L * hiddenSize * intermediateSize;
        long biases = (attentionBias ? (heads + 2L * kvHeads) * headDim : 0) + (outputBias ? hiddenSize : 0);
        long block = attention + mlp + biases + 2L * hiddenSize;
        long embedding = (long) vocabularySize * hiddenSize;
        return layers * block + hiddenSize + (tiedHead ? embedding : 2 * embedding);
    }
}
