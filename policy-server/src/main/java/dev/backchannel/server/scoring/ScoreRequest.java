package dev.backchannel.server.scoring;

import dev.backchannel.server.policies.PolicyRoute;
import java.util.List;

/**
 * What is to be scored.
 *
 * @param route the model that judges
 * @param prefix conversation and header of the next user turn
 * @param continuations token ids of each, none empty; with the prefix each fits into the context
 * @param internal true: yields to users
 */
public record ScoreRequest(PolicyRoute route, int[] prefix, List<int[]> continuations, boolean internal) {}
