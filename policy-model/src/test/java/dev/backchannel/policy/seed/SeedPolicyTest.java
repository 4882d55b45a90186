package dev.backchannel.policy.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.EngineOptions;
import dev.backchannel.policy.FinishReason;
import dev.backchannel.policy.Generated;
import dev.backchannel.policy.Generator;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.SamplingParameters;
import dev.backchannel.policy.flr.FollowUpLikelihood;
import dev.backchannel.policy.flr.FollowUps;
import dev.backchannel.policy.pretrain.SeedEvaluation;
import dev.backchannel.policy.style.StyleProfile;
import dev.backchannel.policy.style.StyleValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedPolicyTest {
    private static final long MOST_BYTES = 8L << 20;

    private static PolicyModel model;

    @BeforeAll
    static void load() {
        model = PolicyModel.load(SeedPolicy.folder(), EngineOptions.cpu(2));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void isSmallAndLeavesFilesThatAreRightAlone(@TempDir Path folder) throws IOException {
        SeedPolicy.extractTo(folder);
        long bytes = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
        }
        assertThat(bytes).isLessThanOrEqualTo(MOST_BYTES);
        Files.writeString(folder.resolve("config.json"), "broken");
        Object weights = Files.getLastModifiedTime(folder.resolve("model.safetensors"));
        SeedPolicy.extractTo(folder);
        assertThat(Files.readString(folder.resolve("config.json"))).contains("hidden_size");
        assertThat(Files.getLastModifiedTime(folder.resolve("model.safetensors")))
                .isEqualTo(weights);
    }

    @Test
    void answersNineInTenRequestsCompletelyAndOnTopic() {
        Random random = new Random(17);
        List<Request> requests = new ArrayList<>();
        for (Intent intent : Intents.all()) {
            requests.add(intent.request(random));
            requests.add(intent.request(random));
        }
        List<Generated> answers = answer(requests.stream()
                .map(request -> List.of(new ChatMessage("user", request.text())))
                .toList());
        List<String> misses = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            boolean ended = answers.get(i).finishReason() == FinishReason.STOP;
            if (!ended || !requests.get(i).onTopic(answers.get(i).text())) {
                misses.add(requests.get(i).text() + " -> " + answers.get(i).text());
            }
        }
        assertThat(misses).hasSizeLessThanOrEqualTo(requests.size() / 10);
    }

    @Test
    void obeysANamedWish() {
        Random random = new Random(19);
        for (StyleValue layout : List.of(StyleValue.LIST, StyleValue.PROSE)) {
            String system = SystemMessages.ROLE + " " + StyleProfile.of(layout).sentence();
            List<List<ChatMessage>> prompts = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                prompts.add(List.of(
                        new ChatMessage("system", system),
                        new ChatMessage("user", Intents.draw(random).phrase(random))));
            }
            long lists = answer(prompts).stream()
                    .filter(answer -> answer.text().contains("\n- "))
                    .count();
            assertThat(layout == StyleValue.LIST ? lists : 40 - lists).isGreaterThanOrEqualTo(36);
        }
    }

    @Test
    void expectsThanksAfterAFittingAnswerAndComplaintsAfterAMiss() {
        Random random = new Random(23);
        FollowUpLikelihood likelihood = new FollowUpLikelihood(model, FollowUps.standard());
        int inOrder = 0;
        for (int i = 0; i < 20; i++) {
            Request request = Intents.all().get(3 * i).request(random);
            Request other = Intents.all().get(3 * i + 1).request(random);
            List<ChatMessage> prompt = List.of(new ChatMessage("user", request.text()));
            double fitting = likelihood.reward(prompt, AnswerWriter.write(request, StyleProfile.none(), random));
            double missing = likelihood.reward(prompt, AnswerWriter.write(other, StyleProfile.none(), random));
            inOrder += fitting > missing ? 1 : 0;
        }
        assertThat(inOrder).isGreaterThanOrEqualTo(16);
    }

    private static List<Generated> answer(List<List<ChatMessage>> prompts) {
        SamplingParameters parameters =
                new SamplingParameters(SeedEvaluation.TEMPERATURE, SeedEvaluation.TOP_P, 120, 1, List.of());
        List<Generated> answers = new ArrayList<>();
        for (int from = 0; from < prompts.size(); from += 16) {
            answers.addAll(new Generator(model)
                    .generate(
                            null,
                            prompts.subList(from, Math.min(prompts.size(), from + 16)).stream()
                                    .map(model.prompts()::prompt)
                                    .toList(),
                            parameters.withSeed(from)));
        }
        return answers;
    }
}
