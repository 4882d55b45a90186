package dev.backchannel.standalone.demo.user;

import dev.backchannel.standalone.demo.check.Judgement;
import dev.backchannel.standalone.demo.client.ChatAnswer;

/** Hears of every answer that a user got. Called from many threads. */
@FunctionalInterface
public interface AnswerListener {
    void answered(ChatAnswer answer, Judgement judgement);
}
