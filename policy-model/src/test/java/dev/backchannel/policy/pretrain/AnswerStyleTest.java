package dev.backchannel.policy.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.policy.seed.AnswerWriter;
import dev.backchannel.policy.seed.Intent;
import dev.backchannel.policy.seed.Intents;
import dev.backchannel.policy.style.StyleProfile;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnswerStyleTest {
    @Test
    void seesTheStyleInWhichAnAnswerWasWritten() {
        Random random = new Random(13);
        for (Intent intent : Intents.all()) {
            for (int i = 0; i < 60; i++) {
                StyleProfile style = StyleProfile.random(random);
                String answer = AnswerWriter.write(intent.request(random), style, random);
                assertThat(AnswerStyle.of(answer)).as(answer).isEqualTo(style);
            }
        }
    }
}
