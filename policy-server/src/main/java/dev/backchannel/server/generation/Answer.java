package dev.backchannel.server.generation;

import dev.backchannel.policy.FinishReason;

/**
 * One answer, whole or broken off.
 *
 * @param tokens its ids, without the end-of-turn token
 * @param text what was given out
 * @param finishReason null if it was broken off
 * @param endOfTurn whether the model itself ended its turn; false after a stop text
 */
public record Answer(int[] tokens, String text, FinishReason finishReason, boolean endOfTurn) {}
