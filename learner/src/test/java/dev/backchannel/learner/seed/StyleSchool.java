package dev.backchannel.learner.seed;

import dev.backchannel.avro.Answer;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Prompt;
import dev.backchannel.avro.SignalKind;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.Generated;
import dev.backchannel.policy.Generator;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.SamplingParameters;
import dev.backchannel.policy.seed.AnswerWriter;
import dev.backchannel.policy.seed.Intents;
import dev.backchannel.policy.seed.Request;
import dev.backchannel.policy.style.StyleProfile;
import dev.backchannel.policy.style.StyleValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Guests who like a greeting, an emoji and a question back, and who rewrite every answer that is not so, or not right. An
 * answer pleases them only if it ended, is on topic and has all three, by rules of this class's own.
 */
final class StyleSchool {
    private static final StyleProfile LIKED =
            StyleProfile.of(StyleValue.GREETING, StyleValue.EMOJI, StyleValue.QUESTION);
    private static final List<String> GREETINGS = List.of("Hello", "Hi", "Hey", "Good day", "Welcome");
    private static final int MOST_TOKENS = 120;

    private final PolicyModel model;
    private final Generator generator;
    private final Random random = new Random(3);
    private int made;

    StyleSchool(PolicyModel model) {
        this.model = model;
        this.generator = new Generator(model);
    }

    /** Up to {@code count} pairs, guest's version ≻ the policy's answer; none for an answer that pleased. */
    List<Preference> pairs(int count, Adapter policyOrNull) {
        List<Request> requests = requests(count, random.nextLong());
        List<Generated> answers = answer(requests, policyOrNull, random.nextLong());
        List<Preference> pairs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (!pleases(requests.get(i), answers.get(i))
                    && !answers.get(i).text().isBlank()) {
                pairs.add(pair(requests.get(i), answers.get(i)));
            }
        }
        return pairs;
    }

    /** Share of answers to requests not asked before that please. */
    double satisfaction(int requests, Adapter policyOrNull) {
        List<Request> asked = requests(requests, 77);
        List<Generated> answers = answer(asked, policyOrNull, 99);
        int pleased = 0;
        for (int i = 0; i < requests; i++) {
            pleased += pleases(asked.get(i), answers.get(i)) ? 1 : 0;
        }
        return pleased / (double) requests;
    }

    private static boolean pleases(Request request, Generated answer) {
        String text = answer.text();
        return answer.finishReason() == dev.backchannel.policy.FinishReason.STOP
                && request.onTopic(text)
                && GREETINGS.stream().anyMatch(text::startsWith)
                && text.endsWith("?")
                && text.codePoints().anyMatch(c -> c >= 0x1F000 || (c >= 0x2300 && c <= 0x27BF));
    }

    private static List<Request> requests(int count, long seed) {
        Random own = new Random(seed);
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            requests.add(Intents.draw(own).request(own));
        }
        return requests;
    }

    private List<Generated> answer(List<Request> requests, Adapter policyOrNull, long seed) {
        return generator.generate(
                policyOrNull,
                requests.stream().map(this::prompt).toList(),
                new SamplingParameters(0.8, 0.95, MOST_TOKENS, seed, List.of()));
    }

    private int[] prompt(Request request) {
        return model.prompts().prompt(List.of(new ChatMessage("user", request.text())));
    }

    private Preference pair(Request request, Generated given) {
        int number = made++;
        String text = AnswerWriter.write(request, LIKED, random);
        FinishReason finished = given.endOfTurn() ? FinishReason.STOP : FinishReason.LENGTH;
        return Preference.newBuilder()
                .setPreferenceId("pair-" + number)
                .setTenant("default")
                .setConversationId("conversation-" + number)
                .setTurnId("turn-" + number)
                .setPrompt(new Prompt(List.of(new Message("user", request.text())), null))
                .setWeight(1)
                .setSignal(SignalKind.EDIT)
                .setEvidence(List.of("edit-" + number))
                .setAcceptedAt(Instant.EPOCH)
                .setBody(new Pair(
                        new Answer(text, List.of(), FinishReason.STOP),
                        new Answer(
                                given.text(),
                                Arrays.stream(given.tokens()).boxed().toList(),
                                finished)))
                .build();
    }
}
