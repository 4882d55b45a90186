package dev.backchannel.server.generation;

import java.util.List;

/**
 * The next part of an answer.
 *
 * @param text may be empty while a character or a possible stop text is incomplete
 * @param logProbs of the tokens drawn for it; empty unless asked for
 */
public record Piece(String text, List<TokenLogProb> logProbs) {}
