package dev.backchannel.server.api;

import dev.backchannel.server.emission.ServedTurn;
import dev.backchannel.server.generation.GenerationResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line for each answer, with ids and figures as key-values, without any of its text. */
final class AnswerLog {
    /** At DEBUG; the knob {@code log.answers} switches it on. */
    private static final Logger log = LoggerFactory.getLogger("dev.backchannel.answers");

    private AnswerLog() {}

    static void answered(ServedTurn turn, GenerationResult result) {
        if (!log.isDebugEnabled()) {
            return;
        }
        log.atDebug()
                .addKeyValue("turn", turn.turnId())
                .addKeyValue("conversation", turn.conversationId())
                .addKeyValue("tenant", turn.tenant())
                .addKeyValue("checkpoint", result.checkpoint())
                .addKeyValue("arm", turn.arm().orElse(null))
                .addKeyValue("outcome", result.outcome())
                .addKeyValue(
                        "tokens",
                        result.answers().stream()
                                .mapToInt(answer -> answer.tokens().length)
                                .sum())
                .addKeyValue("millis", result.totalMillis())
                .log("answered");
    }
}
