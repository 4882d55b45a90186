package dev.backchannel.standalone.demo.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.policy.seed.AnswerWriter;
import dev.backchannel.policy.seed.Intent;
import dev.backchannel.policy.seed.Intents;
import dev.backchannel.policy.seed.Request;
import dev.backchannel.policy.style.StyleDimension;
import dev.backchannel.policy.style.StyleProfile;
import dev.backchannel.policy.style.StyleValue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StyleChecksTest {
    @Test
    void everyStyleIsSeenInEveryIntentsAnswers() {
        SplittableRandom random = new SplittableRandom(1);
        for (Intent intent : Intents.all()) {
            for (int i = 0; i < 60; i++) {
                Request request = intent.request(random);
                StyleProfile style = StyleProfile.random(random);
                String answer = AnswerWriter.write(request, style, random);
                assertThat(StyleChecks.observe(answer))
                        .as("%s: %s", intent.id(), answer)
                        .isEqualTo(style);
                assertThat(Judgement.of(answer, "stop", request, style).satisfied())
                        .as("%s: %s", intent.id(), answer)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'Sure, a latte is 4 euros.', 'short prose no-greeting no-closing no-emoji no-question casual'",
        "'Good day! Certainly. The latte costs 4 euros. ☕ Enjoy your visit! May I help further?',"
                + " 'short prose greeting closing emoji question formal'",
        "'Hi! ☕ Yep:\n- a latte''s 4 euros\nHave fun!', 'short list greeting closing emoji no-question casual'",
        "'Good coffee costs 4 euros.', 'short prose no-greeting no-closing no-emoji no-question'",
        "'Have a seat. Sure.', 'short prose no-greeting no-closing no-emoji no-question casual'",
    })
    void whatShowsIsNamed(String answer, String style) {
        assertThat(StyleChecks.observe(answer).values().values().stream()
                        .map(StyleValue::id)
                        .toList())
                .containsExactly(style.split(" "));
    }

    @Test
    void whatIsNeitherShortNorLongMeetsNoWishOfLength() {
        String middling = "Sure. one two three four five six seven eight nine ten eleven twelve thirteen.";
        assertThat(StyleChecks.observe(middling).value(StyleDimension.LENGTH)).isEmpty();
    }
}
