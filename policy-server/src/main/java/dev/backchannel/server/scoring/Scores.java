package dev.backchannel.server.scoring;

/**
 * Scores of one request.
 *
 * @param checkpoint the policy that judged
 * @param meanLogProbs nats per token, in the order of the continuations
 */
public record Scores(String checkpoint, double[] meanLogProbs) {}
