package dev.backchannel.policy;

/**
 * The shape of a decoder of the Llama family and its kin, in the words of its {@code config.json}.
 *
 * @param modelType {@code llama}, {@code mistral}, {@code qwen2} or {@code qwen3}
 * @param hiddenSize width d of the residual stream
 * @param intermediateSize width of the SwiGLU
 * @param layers number of blocks
 * @param heads query heads
 * @param kvHeads key and value heads; divides {@code heads}
 * @param headDim width of one head
 * @param vocabularySize rows of the embedding
 * @param contextLength largest number of positions
 * @param ropeTheta base of the rotary frequencies
 * @param ropeScaling what is done to them
 * @param normEpsilon added to the mean square in RMSNorm
 * @param tiedHead whether the output head is the embedding
 * @param attentionBias whether q, k and v have biases (Qwen2)
 * @param outputBias whether the attention's output projection has one (Llama with {@code attention_bias})
 * @param queryKeyNorm whether each head of q and k is normalised before positions are turned into it (Qwen3)
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
        RopeScaling ropeScaling,
        double normEpsilon,
        boolean tiedHead,
        boolean attentionBias,
        boolean outputBias,
        boolean queryKeyNorm) {

    /** A model with unscaled positions and no norms on queries and keys. */
    public ModelConfig(
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
        this(
                modelType,
                hiddenSize,
                intermediateSize,
                layers,
                heads,
                kvHeads,
                headDim,
                vocabularySize,
                contextLength,
                ropeTheta,
                new RopeScaling.None(),
                normEpsilon,
                tiedHead,
                attentionBias,
                outputBias,
                false);
    }

    /** Number of parameters of the whole model. */
    public long parameters() {
        long attention = 2L * hiddenSize * headDim * (heads + kvHeads);
        long mlp = 3L * hiddenSize * intermediateSize;
        long biases = (attentionBias ? (heads + 2L * kvHeads) * headDim : 0) + (outputBias ? hiddenSize : 0);
        long block = attention + mlp + biases + 2L * hiddenSize + (queryKeyNorm ? 2L * headDim : 0);
        long embedding = (long) vocabularySize * hiddenSize;
        return layers * block + hiddenSize + (tiedHead ? embedding : 2 * embedding);
    }
}
