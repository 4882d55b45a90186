package dev.backchannel.server.emission;

import dev.backchannel.avro.Assignment;
import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.SamplingParameters;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who asked what, as far as it is known before the answer.
 *
 * @param turnId also the event's id and the completion's
 * @param conversationId by default the turn's own id
 * @param userId empty if the request names none
 * @param train false: not to be learned from
 * @param askedAt when the request came
 * @param messages as the client sent them
 * @param rendered the prompt exactly as the model read it
 * @param shapedBy the profile's wishes in it that the client did not send
 * @param profileVersion of the profile that was asked; empty where none was
 * @param sampling with the seed that was used
 * @param arm of the experiment; empty where the request named its policy
 * @param assignment how the turn came to its arm
 * @param baseDigest of the model
 */
public record ServedTurn(
        String turnId,
        String tenant,
        String conversationId,
        Optional<String> userId,
        boolean train,
        Instant askedAt,
        List<ChatMessage> messages,
        String rendered,
        List<String> shapedBy,
        Optional<String> profileVersion,
        SamplingParameters sampling,
        Optional<String> arm,
        Optional<Assignment> assignment,
        String baseDigest) {}
