package dev.backchannel.learner.seed;

import dev.backchannel.avro.Answer;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.Label;
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
 * Guests who like a greeting, an emoji and a question back, and react to answers that are so, or not so, or not right. An
 * answer pleases them only if it ended, is on topic and has all three, by rules of this class's own.
 */
final class StyleSchool {
    private static final StyleProfile LIKED =
            StyleProfile.of(StyleValue.GREETING, StyleValue.EMOJI, StyleValue.QUESTION);
    private static final List<String> GREETINGS = List.of("Hello", "Hi", "Hey", "Good day", "Welcome");
    private static final int MOST_TOKENS = 120;
    private static final int MISTAKES_IN_TEN = 1;

    private final PolicyModel model;
    private final Generator generator;
    private final Random random = new Random(3);
    private int made;

    StyleSchool(PolicyModel model) {
        this.model = model;
        this.generator = new Generator(model);
    }

    /**
     * What the guests make of {@code count} answers: half of those that displease are rewritten (a pair), the others get a
     * thumb down, and what pleases a thumb up; one reaction in ten is a mistake.
     */
    List<Preference> reactions(int count, Adapter policyOrNull) {
        List<Request> requests = requests(count, random.nextLong());
        List<Generated> answers = answer(requests, policyOrNull, random.nextLong());
        List<Preference> reactions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Request request = requests.get(i);
            Generated given = answers.get(i);
            if (given.text().isBlank()) {
                continue;
            }
            boolean mistaken = random.nextInt(10) < MISTAKES_IN_TEN;
            boolean pleased = pleases(request, given) != mistaken;
            boolean rewrites = random.nextBoolean();
            reactions.add(
                    pleased || !rewrites
                            ? preference(request, new Label(answer(given), pleased))
                            : preference(request, new Pair(rewritten(request), answer(given))));
        }
        return reactions;
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

    private Answer rewritten(Request request) {
        return new Answer(AnswerWriter.write(request, LIKED, random), List.of(), FinishReason.STOP);
    }

    private static Answer answer(Generated given) {
        return new Answer(
                given.text(),
                Arrays.stream(given.tokens()).boxed().toList(),
                given.endOfTurn() ? FinishReason.STOP : FinishReason.LENGTH);
    }

    private Preference preference(Request request, Object body) {
        int number = made++;
        return Preference.newBuilder()
                .setPreferenceId("preference-" + number)
                .setTenant("default")
                .setConversationId("conversation-" + number)
                .setTurnId("turn-" + number)
                .setPrompt(new Prompt(List.of(new Message("user", request.text())), null))
                .setWeight(1)
                .setSignal(body instanceof Pair ? SignalKind.EDIT : SignalKind.THUMB)
                .setEvidence(List.of("signal-" + number))
                .setAcceptedAt(Instant.EPOCH)
                .setBody(body)
                .build();
    }
}
