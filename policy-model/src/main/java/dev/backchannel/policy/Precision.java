package dev.backchannel.policy;

/** The number format of weights and activations. Norms, softmax and log-probabilities are fp32 in both. */
public enum Precision {
    FP32,
    BF16
}
