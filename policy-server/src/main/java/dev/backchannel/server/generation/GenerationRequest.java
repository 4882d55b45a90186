package dev.backchannel.server.generation;

import dev.backchannel.policy.SamplingParameters;
import dev.backchannel.server.policies.PolicyRoute;

/**
 * What is to be answered.
 *
 * @param route which policy answers
 * @param prompt token ids; with {@code sampling.maxTokens()} they fit into the context
 * @param sampling choice i draws with {@code sampling.seed() + i}
 * @param penalties on repeated tokens
 * @param choices so many answers
 * @param topLogProbs alternatives to report per token; −1 reports no log-probabilities at all
 * @param internal true: yields to users
 * @param scope whose conversations it may share what was read with; others are not to notice it by the time it takes
 * @param listener hears of it
 */
public record GenerationRequest(
        PolicyRoute route,
        int[] prompt,
        SamplingParameters sampling,
        Penalties penalties,
        int choices,
        int topLogProbs,
        boolean internal,
        String scope,
        GenerationListener listener) {}
