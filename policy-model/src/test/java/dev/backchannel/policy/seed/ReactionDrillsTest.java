package dev.backchannel.policy.seed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReactionDrillsTest {
    @Test
    void pairsDifferOnlyInAnswerAndReactionAndTeachOnlyTheReaction() {
        Random random = new Random(37);
        for (int i = 0; i < 500; i++) {
            List<Dialogue> pair = ReactionDrills.pair(random);
            List<DialogueTurn> fitting = pair.get(0).turns();
            List<DialogueTurn> missing = pair.get(1).turns();
            int last = fitting.size() - 1;
            assertThat(missing).hasSameSizeAs(fitting);
            assertThat(missing.subList(0, last - 1)).isEqualTo(fitting.subList(0, last - 1));
            assertThat(missing.get(last - 1)).isNotEqualTo(fitting.get(last - 1));
            assertThat(fitting.subList(0, last)).noneMatch(DialogueTurn::learned);
            assertThat(fitting.get(last).learned()).isTrue();
            assertThat(missing.get(last).learned()).isTrue();
        }
    }
}
