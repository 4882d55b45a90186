package dev.backchannel.standalone.demo.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.policy.seed.AnswerWriter;
import dev.backchannel.policy.seed.Intents;
import dev.backchannel.policy.seed.Request;
import dev.backchannel.policy.style.StyleDimension;
import dev.backchannel.policy.style.StyleProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A collapsed policy must not please anyone, however well its style happens to fit. */
class JudgementTest {
    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    void rightAnswersPlease() {
        assertThat(satisfaction(answer -> answer, "stop")).isEqualTo(1.0);
    }

    @Test
    void answersCutOffPleaseNobody() {
        assertThat(satisfaction(answer -> answer.substring(0, answer.length() / 2), "length"))
                .isZero();
        assertThat(satisfaction(answer -> answer, "length")).isZero();
    }

    @Test
    void sentencesThatEndInTheMiddlePleaseAlmostNobody() {
        assertThat(satisfaction(answer -> answer.replace("\n- ", " ").substring(0, answer.length() / 2 - 1), "stop"))
                .isLessThan(0.1);
    }

    @Test
    void oneWordOverAndOverPleasesNobody() {
        assertThat(satisfaction(answer -> "the the the the.", "stop")).isZero();
        assertThat(satisfaction(answer -> repeated(answer.split("\\s+")[1], 8), "stop"))
                .isZero();
        assertThat(satisfaction(answer -> repeated(answer, 4), "stop")).isZero();
    }

    @Test
    void theSameAnswerToEverythingPleasesAlmostNobody() {
        assertThat(satisfaction(answer -> "Certainly. The latte costs 4 euros. Enjoy!", "stop"))
                .isLessThan(0.05);
        assertThat(satisfaction(answer -> "", "stop")).isZero();
    }

    /** The share of pleased users whose wishes are those that the undamaged answer shows. */
    private double satisfaction(UnaryOperator<String> damage, String finishReason) {
        List<Boolean> satisfied = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            Request request = Intents.draw(random).request(random);
            String answer = AnswerWriter.write(request, StyleProfile.random(random), random);
            String damaged = damage.apply(answer);
            // Only two dimensions that damage rarely changes, so that style does not hide what completeness must find.
            StyleProfile wishes = StyleProfile.of(StyleChecks.observe(damaged).values().values().stream()
                    .filter(value ->
                            value.dimension() == StyleDimension.EMOJI || value.dimension() == StyleDimension.LAYOUT)
                    .toList());
            satisfied.add(Judgement.of(damaged, finishReason, request, wishes).satisfied());
        }
        return satisfied.stream().filter(each -> each).count() / (double) satisfied.size();
    }

    private static String repeated(String text, int times) {
        return (text + " ").repeat(times).strip() + ".";
    }
}
