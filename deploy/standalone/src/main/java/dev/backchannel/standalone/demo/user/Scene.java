package dev.backchannel.standalone.demo.user;

import dev.backchannel.standalone.demo.client.ChatClient;
import dev.backchannel.standalone.demo.client.EventPoster;

/** What every conversation needs. */
public record Scene(
        Questions questions, Behaviour behaviour, ChatClient chat, EventPoster events, AnswerListener listener) {}
