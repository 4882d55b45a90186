package dev.backchannel.server.generation;

import java.util.List;

/**
 * How likely a token was, before temperature and penalties.
 *
 * @param token its id
 * @param logProb nats
 * @param top the most likely tokens at its place, most likely first; their own {@code top} is empty
 */
public record TokenLogProb(int token, double logProb, List<TokenLogProb> top) {}
