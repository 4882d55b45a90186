package dev.backchannel.standalone.bench.learning;

import dev.backchannel.avro.Answer;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.Label;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Prompt;
import dev.backchannel.avro.SignalKind;
import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.Generated;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Writes preferences as streams does. */
public final class Preferences {
    private Preferences() {}

    /** An answer of a person's. */
    public static Answer written(String text) {
        return new Answer(text, List.of(), FinishReason.STOP);
    }

    /** An answer of the policy's, with its own tokens. */
    public static Answer served(Generated given) {
        return new Answer(
                given.text(),
                Arrays.stream(given.tokens()).boxed().toList(),
                given.endOfTurn() ? FinishReason.STOP : FinishReason.LENGTH);
    }

    /** @param name id of preference, conversation, turn and evidence */
    public static Preference pair(String name, List<ChatMessage> messages, double weight, Pair pair) {
        return of(name, messages, weight, SignalKind.EDIT, pair);
    }

    /** @param name id of preference, conversation, turn and evidence */
    public static Preference label(
            String name, List<ChatMessage> messages, double weight, SignalKind signal, Label label) {
        return of(name, messages, weight, signal, label);
    }

    private static Preference of(
            String name, List<ChatMessage> messages, double weight, SignalKind signal, Object body) {
        List<Message> prompt = messages.stream()
                .map(message -> new Message(message.role(), message.content()))
                .toList();
        return Preference.newBuilder()
                .setPreferenceId(name)
                .setTenant("default")
                .setConversationId(name)
                .setTurnId(name)
                .setPrompt(new Prompt(prompt, null))
                .setWeight(weight)
                .setSignal(signal)
                .setEvidence(List.of(name))
                .setAcceptedAt(Instant.EPOCH)
                .setBody(body)
                .build();
    }
}
