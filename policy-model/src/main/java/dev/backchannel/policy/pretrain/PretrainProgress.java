package dev.backchannel.policy.pretrain;

/**
 * Where a pretraining run stands.
 *
 * @param done share of the training that is done, 0 to 1
 * @param loss of the last steps, smoothed, in nats per token
 * @param tokensPerSecond over the whole run
 */
public record PretrainProgress(int step, double done, double loss, double learningRate, double tokensPerSecond) {}
