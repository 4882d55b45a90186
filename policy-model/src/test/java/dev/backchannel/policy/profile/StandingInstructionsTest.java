package dev.backchannel.policy.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.policy.seed.Intents;
import dev.backchannel.policy.style.StyleValue;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StandingInstructionsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "From now on, be brief. | SHORT",
                "Please never use emoji. | NO_EMOJI",
                "please always greet me first | GREETING",
                "In future please answer in bullet points! | LIST",
                "I prefer short answers | SHORT",
                "I don't like lists. | PROSE",
                "Stop using smileys. | NO_EMOJI",
                "From now on no greetings, please. | NO_GREETING",
                "Always end with a question. | QUESTION",
                "I hate long answers. | SHORT",
                "Never ask me back. | NO_QUESTION",
                "From now on use a formal tone, please. | FORMAL",
                "Always answer less formally. | CASUAL"
            })
    void aWishOfStyleForEveryAnswerIsUnderstood(String text, StyleValue value) {
        assertThat(StandingInstructions.find("A latte, please. " + text))
                .extracting(Wish::valueOrNull)
                .containsExactly(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Always answer in French.",
                "From now on, call me Captain.",
                "Please always mention the price in dollars."
            })
    void whatTheVocabularyDoesNotKnowIsKeptInItsWords(String text) {
        assertThat(StandingInstructions.find("What does it cost?\n" + text)).containsExactly(new Wish(text, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Are you always open on Sunday?",
                "Can you always answer in French?",
                "I always order a latte.",
                "I prefer a latte to an espresso.",
                "Shorter, please.",
                "Please answer in French.",
                "No emoji, please.",
                "In future films, who plays the captain?",
                "I like your long opening hours?",
                "The milk is always cold.",
                "Never mind.",
                "Every time I come the door is closed."
            })
    void whatIsAboutThisAnswerOrNoAnswerIsNot(String text) {
        assertThat(StandingInstructions.find(text)).isEmpty();
    }

    /** What tells quickly that a message has none must know every way to say one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "From now on, please be brief.",
                "From here on, please be brief.",
                "In future, please be brief.",
                "In the future, please be brief.",
                "Going forward, please be brief.",
                "Every time, please be brief.",
                "Each time, please be brief.",
                "In every answer, please be brief.",
                "In all answers, please be brief.",
                "In all your answers, please be brief.",
                "ALWAYS BE BRIEF!",
                "Never use emoji.",
                "Do not ever use emoji.",
                "I like short answers.",
                "I love short answers.",
                "I want short answers.",
                "I hate long answers.",
                "I dislike long answers.",
                "I never want long answers.",
                "Stop adding emoji."
            })
    void everyWayToSayItIsFound(String text) {
        assertThat(StandingInstructions.find("A latte. " + text)).isNotEmpty();
    }

    @Test
    void severalStandBesideEachOther() {
        assertThat(StandingInstructions.find("Always answer in French. Never use emoji and bullet lists."))
                .containsExactly(
                        new Wish("Always answer in French.", null),
                        new Wish("Never use emoji and bullet lists.", StyleValue.PROSE),
                        new Wish("Never use emoji and bullet lists.", StyleValue.NO_EMOJI));
    }

    @Test
    void noRequestOfTheSeedDomainIsTakenForOne() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 3000; i++) {
            String text = Intents.draw(random).request(random).text();
            assertThat(StandingInstructions.find(text)).as(text).isEmpty();
        }
    }

    @Test
    void aWishReadsBackWhatItWrote() {
        for (StyleValue value : StyleValue.values()) {
            assertThat(Wish.stated(Wish.of(value).sentence())).containsExactly(Wish.of(value));
        }
        assertThat(Wish.stated("no emoji, but long answers and a greeting"))
                .extracting(Wish::valueOrNull)
                .containsExactly(StyleValue.LONG, StyleValue.GREETING, StyleValue.NO_EMOJI);
        assertThat(Wish.stated("Don't use emoji, and keep it short."))
                .extracting(Wish::valueOrNull)
                .containsExactly(StyleValue.SHORT, StyleValue.NO_EMOJI);
        assertThat(Wish.stated(" ")).isEqualTo(List.of());
    }
}
