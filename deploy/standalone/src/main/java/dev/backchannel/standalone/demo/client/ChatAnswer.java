package dev.backchannel.standalone.demo.client;

/**
 * An answer as a client got it.
 *
 * @param turnId the completion's id
 * @param finishReason as the API names it; empty when the stream broke off
 * @param checkpoint what it was served with
 */
public record ChatAnswer(String turnId, String text, String finishReason, String checkpoint) {}
