package dev.backchannel.standalone.demo.user;

import dev.backchannel.standalone.demo.check.Judgement;
import dev.backchannel.standalone.demo.client.ChatAnswer;
import java.time.Duration;

/** Hears of every answer that a user got. Called from many threads. */
@FunctionalInterface
public interface AnswerListener {
    /** @param elapsed since the request was due */
    void answered(ChatAnswer answer, Judgement judgement, Duration elapsed);
}
