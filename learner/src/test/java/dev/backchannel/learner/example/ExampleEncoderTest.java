package dev.backchannel.learner.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.backchannel.avro.Answer;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.Label;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Prompt;
import dev.backchannel.learner.testing.Preferences;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.testing.TinyBase;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleEncoderTest {
    private static PolicyModel model;
    private static ExampleEncoder encoder;

    @BeforeAll
    static void load(@TempDir Path folder) {
        model = TinyBase.load(folder, 1);
        encoder = new ExampleEncoder(model, new SequenceSettings(TinyBase.CONTEXT, TinyBase.CONTEXT), 1, true);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void trainsTheIdsThatWereServedAndTheEndOnlyAfterAStop() throws Exception {
        int end = model.prompts().endOfTurnId();
        Example ended = encoder.encode(label(new Answer("unused", List.of(5, 6, 7), FinishReason.STOP)));
        assertThat(ended.firstAnswer()).containsExactly(5, 6, 7, end);
        Example cut = encoder.encode(label(new Answer("unused", List.of(5, 6, 7), FinishReason.LENGTH)));
        assertThat(cut.firstAnswer()).containsExactly(5, 6, 7);
        Example encoded = encoder.encode(label(new Answer("hi", List.of(), FinishReason.STOP)));
        assertThat(encoded.firstAnswer()).containsExactly('h', 'i', end);
    }

    @Test
    void thePromptAsServedOutranksTheMessages() throws Exception {
        Preference preference = Preference.newBuilder(Preferences.pair(0))
                .setPrompt(new Prompt(List.of(new Message("user", "other")), "abc"))
                .build();
        assertThat(encoder.encode(preference).prompt()).containsExactly('a', 'b', 'c');
    }

    @Test
    void promptsAreCutOnTheLeftAndBothSidesSeeTheSameOne() throws Exception {
        Preference preference = Preference.newBuilder(Preferences.pair(0))
                .setPrompt(new Prompt(List.of(), "x".repeat(400) + "y"))
                .setBody(new Pair(Preferences.answer("a".repeat(99)), Preferences.answer("b")))
                .build();
        Example example = encoder.encode(preference);
        assertThat(example.prompt())
                .hasSizeLessThanOrEqualTo(TinyBase.CONTEXT - 100)
                .endsWith('y');
        assertThat(example.answers().get(0)).hasSize(100);
    }

    @Test
    void aLongPromptIsCutThoughTheSequenceHasRoomAndALongAnswerIsNot() throws Exception {
        ExampleEncoder shortPrompts = new ExampleEncoder(model, new SequenceSettings(TinyBase.CONTEXT, 20), 1, true);
        Example example = shortPrompts.encode(Preference.newBuilder(Preferences.pair(0))
                .setPrompt(new Prompt(List.of(), "x".repeat(60) + "y"))
                .setBody(new Pair(Preferences.answer("a".repeat(99)), Preferences.answer("b")))
                .build());
        assertThat(example.prompt()).hasSizeLessThanOrEqualTo(20).endsWith('y');
        assertThat(example.answers().get(0)).hasSize(100);
    }

    @Test
    void heavyPreferencesAreCapped() throws Exception {
        Preference heavy =
                Preference.newBuilder(Preferences.pair(0)).setWeight(50).build();
        assertThat(encoder.encode(heavy).weight()).isEqualTo(1);
    }

    @Test
    void whatMakesNoSenseToThisBaseIsRefusedByName() {
        assertThatThrownBy(() -> encoder.encode(label(new Answer("x", List.of(999), FinishReason.STOP))))
                .hasMessageContaining("999");
        assertThatThrownBy(() -> encoder.encode(label(new Answer("", List.of(), FinishReason.STOP))))
                .hasMessageContaining("empty");
        assertThatThrownBy(() -> encoder.encode(Preference.newBuilder(Preferences.pair(0))
                        .setPrompt(new Prompt(List.of(), null))
                        .build()))
                .hasMessageContaining("no messages");
        assertThatThrownBy(() -> encoder.encode(
                        Preference.newBuilder(Preferences.pair(0)).setWeight(-1).build()))
                .hasMessageContaining("-1.0");
    }

    @Test
    void theHeldBackShareIsAShareOfConversations() {
        HeldBackRule rule = new HeldBackRule(0.05);
        long held = IntStream.range(0, 20_000)
                .filter(i -> rule.holdsBack(Preferences.pair(i)))
                .count();
        assertThat(held / 20_000.0).isCloseTo(0.05, within(0.005));
    }

    private static Preference label(Answer answer) {
        return Preferences.of(0, new Label(answer, true));
    }
}
