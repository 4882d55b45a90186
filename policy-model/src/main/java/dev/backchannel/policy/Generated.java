package dev.backchannel.policy;

/**
 * An answer.
 *
 * @param tokens its ids, without the end-of-turn token
 * @param text its text, cut before a stop text
 * @param finishReason why it ended
 * @param endOfTurn whether the model itself ended its turn with an end-of-turn token
 */
public record Generated(int[] tokens, String text, FinishReason finishReason, boolean endOfTurn) {}
