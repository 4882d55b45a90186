package dev.backchannel.server.api;

import dev.backchannel.policy.ChatMessage;
import dev.backchannel.server.generation.Penalties;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A chat completion request, checked.
 *
 * @param temperature empty: the base's default
 * @param topP empty: the base's default
 * @param maxTokens limit of the answer; empty: the server's default
 * @param topLogProbs −1: no log-probabilities
 * @param conversationId from {@code metadata.conversation_id}
 * @param tenant of the key, or from {@code metadata.tenant} where the key leaves it open
 * @param train false if {@code metadata.train} is {@code "false"}
 * @param profile false if {@code metadata.profile} is {@code "off"}
 * @param user from {@code user}
 */
record ChatRequest(
        String model,
        List<ChatMessage> messages,
        OptionalDouble temperature,
        OptionalDouble topP,
        OptionalInt maxTokens,
        int choices,
        List<String> stop,
        OptionalLong seed,
        Penalties penalties,
        int topLogProbs,
        boolean stream,
        boolean includeUsage,
        Optional<String> conversationId,
        String tenant,
        boolean train,
        boolean profile,
        Optional<String> user) {}
