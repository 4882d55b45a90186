package dev.backchannel.streams.followup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.policy.flr.FollowUps;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FollowUpClassifierTest {
    private static final String BEFORE = "Which vegan cakes do you have today?";
    private static final String ANSWER = "We have the carrot cake and the apple cake.";

    private final FollowUpClassifier classifier = new FollowUpClassifier(Lexicon.english());

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Thanks!                                        | POSITIVE
                    Perfect, that’s exactly what I needed.         | POSITIVE
                    Great answer                                   | POSITIVE
                    Thank you, that helps. Do you have tea?        | POSITIVE
                    That was very helpful                          | POSITIVE
                    Which cakes are vegan today?                   | REPHRASE
                    Which vegan cakes do you have today?           | REPHRASE
                    which vegan cakes do you have, please          | REPHRASE
                    No, I meant the price of the latte.            | CORRECTION
                    That's not what I asked.                       | CORRECTION
                    Shorter, please.                               | CORRECTION
                    Please do it without emoji.                    | CORRECTION
                    You forgot to say hello.                       | CORRECTION
                    That is wrong.                                 | COMPLAINT
                    this isn't helpful at all                      | COMPLAINT
                    Your answer is useless                         | COMPLAINT
                    Thanks, but that's wrong.                      | COMPLAINT
                    That was too long.                             | COMPLAINT
                    That makes no sense                            | COMPLAINT
                    What do you mean by dense?                     | CLARIFICATION
                    Why?                                           | CLARIFICATION
                    Could you explain that?                        | CLARIFICATION
                    And do you have oat milk?                      | NEUTRAL
                    No thanks                                      | NEUTRAL
                    I will come at nine. Thanks in advance!        | NEUTRAL
                    When does the cinema open?                     | NEUTRAL
                    What is wrong with my bicycle chain?           | NEUTRAL
                    Please write a poem about the sea.             | NEUTRAL
                    """)
    void readsWhatPeopleSay(String text, FollowUpClass expected) {
        FollowUpReading reading = classifier.read(text, BEFORE, ANSWER);
        assertThat(reading.followUpClass()).as(reading.toString()).isEqualTo(expected);
        assertThat(reading.confidence()).isBetween(0.5, 1.0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    dont like that, thats wrong                    | COMPLAINT
                    You just told me that                          | COMPLAINT
                    What are you talking about?                    | COMPLAINT
                    huh?                                           | COMPLAINT
                    WHICH CAKES, PLEASE                            | COMPLAINT
                    I never said that                              | CORRECTION
                    The correct answer is lemon cake.              | CORRECTION
                    That's very interesting!                       | POSITIVE
                    I completely agree                             | POSITIVE
                    Me too                                         | POSITIVE
                    So do you have coffee with vegan cakes?        | NEUTRAL
                    No problem. And tea?                           | NEUTRAL
                    """)
    void readsWhatPeopleSayInPassing(String text, FollowUpClass expected) {
        FollowUpReading reading = classifier.read(text, BEFORE, ANSWER);
        assertThat(reading.followUpClass()).as(reading.toString()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    No                | COMPLAINT
                    No, they're not    | COMPLAINT
                    Yes               | POSITIVE
                    """)
    void yesAndNoAreVerdictsOnlyOnWhatAskedNothing(String text, FollowUpClass verdict) {
        assertThat(classifier.read(text, BEFORE, ANSWER).followUpClass()).isEqualTo(verdict);
        assertThat(classifier.read(text, BEFORE, "Do you want one?").followUpClass())
                .isEqualTo(FollowUpClass.NEUTRAL);
    }

    @Test
    void praiseSaidTwiceIsARepetition() {
        assertThat(classifier.read("You seem nice", "you seem nice!", ANSWER).followUpClass())
                .isEqualTo(FollowUpClass.REPHRASE);
        assertThat(classifier.read("Thanks!", "thanks", ANSWER).followUpClass()).isEqualTo(FollowUpClass.POSITIVE);
    }

    @Test
    void anotherLanguageIsAnotherLexicon() {
        FollowUpClassifier german = new FollowUpClassifier(Lexicon.parse("""
                [contractions]
                gibt's = gibt es
                [positive]
                0.9 danke
                [complaint]
                das ist falsch
                gibt es nicht
                """));
        assertThat(german.read("Danke!", "", "").followUpClass()).isEqualTo(FollowUpClass.POSITIVE);
        assertThat(german.read("Das ist falsch", "", "").followUpClass()).isEqualTo(FollowUpClass.COMPLAINT);
        assertThat(german.read("Gibt's nicht", "", "").followUpClass()).isEqualTo(FollowUpClass.COMPLAINT);
    }

    @Test
    void aContractionThatIsNotOneIsNamed() {
        assertThatThrownBy(() -> new FollowUpClassifier(Lexicon.parse("[contractions]\ngibts")))
                .hasMessageContaining("'gibts'")
                .hasMessageContaining("short = long");
    }

    @Test
    void aNegatedComplaintIsNone() {
        assertThat(classifier
                        .read("I do not think that is wrong", BEFORE, ANSWER)
                        .followUpClass())
                .isEqualTo(FollowUpClass.NEUTRAL);
    }

    @Test
    void theCueIsInTheExplanation() {
        assertThat(classifier.read("Sorry, that is wrong.", BEFORE, ANSWER).explanation())
                .containsEntry("class", "complaint")
                .containsEntry("cue", "that is wrong");
    }

    @Test
    void refusalsAreKnown() {
        assertThat(classifier.isRefusal("I'm sorry, but I can't help with that."))
                .isTrue();
        assertThat(classifier.isRefusal("I cannot assist you in making that.")).isTrue();
        assertThat(classifier.isRefusal("Sure! The latte is 4 euros.")).isFalse();
    }

    /** The canned follow-ups were written by somebody else, with no rule in mind. */
    @Test
    void praiseAndDispleasureOfTheCannedFollowUpsAreToldApart() {
        List<String> wrong = new ArrayList<>();
        for (String text : FollowUps.standard().positive()) {
            if (classifier.read(text, BEFORE, ANSWER).followUpClass().isNegative()) {
                wrong.add("+ " + text + " " + classifier.read(text, BEFORE, ANSWER));
            }
        }
        for (String text : FollowUps.standard().negative()) {
            if (classifier.read(text, BEFORE, ANSWER).followUpClass() == FollowUpClass.POSITIVE) {
                wrong.add("- " + text + " " + classifier.read(text, BEFORE, ANSWER));
            }
        }
        assertThat(wrong).hasSizeLessThanOrEqualTo(3);
        long recognised = FollowUps.standard().positive().stream()
                        .filter(t -> classifier.read(t, BEFORE, ANSWER).followUpClass() == FollowUpClass.POSITIVE)
                        .count()
                + FollowUps.standard().negative().stream()
                        .filter(t -> classifier
                                .read(t, BEFORE, ANSWER)
                                .followUpClass()
                                .isNegative())
                        .count();
        assertThat(recognised).isGreaterThanOrEqualTo(90);
    }
}
