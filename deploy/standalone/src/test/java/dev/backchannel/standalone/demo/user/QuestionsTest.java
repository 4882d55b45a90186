package dev.backchannel.standalone.demo.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.standalone.demo.measure.HeldOut;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is measured must not have been asked before. */
class QuestionsTest {
    private static final int DRAWS = 500;

    private final List<SimulatedUser> users = Population.generate(20, 1).users();

    @Test
    void whatIsHeldOutForAUserIsNeverAskedByThem() {
        SimulatedUser user = users.get(0);
        Questions anything = new Questions(Set.of());
        SplittableRandom random = new SplittableRandom(7);
        Set<Questions.Asked> heldOut = IntStream.range(0, DRAWS)
                .mapToObj(i -> asked(anything, user, random))
                .filter(asked -> asked.text().hashCode() % 3 == 0)
                .collect(Collectors.toSet());
        assertThat(heldOut).hasSizeGreaterThan(10);

        Questions live = new Questions(heldOut);
        SplittableRandom again = new SplittableRandom(7);
        for (int i = 0; i < DRAWS; i++) {
            assertThat(heldOut).doesNotContain(asked(live, user, again));
        }
    }

    /** Held out is a question together with its user: others may ask the same. */
    @Test
    void anotherUserMayAskIt() {
        SplittableRandom random = new SplittableRandom(7);
        Questions.Asked first = asked(new Questions(Set.of()), users.get(0), random);
        Questions live = new Questions(Set.of(first));
        assertThat(asked(live, users.get(1), new SplittableRandom(7)).text()).isEqualTo(first.text());
        assertThat(asked(live, users.get(0), new SplittableRandom(7)).text()).isNotEqualTo(first.text());
    }

    /** As the demo holds them out. */
    @Test
    void theDemosOwnHeldOutQuestionsAreLeftToTheExam() {
        Population population = Population.generate(20, 3);
        Set<Questions.Asked> heldOut =
                HeldOut.draw(population, 240, 3).stream().map(HeldOut::asked).collect(Collectors.toSet());
        Questions live = new Questions(heldOut);
        SplittableRandom random = new SplittableRandom(3);
        for (SimulatedUser user : population.users()) {
            for (int i = 0; i < DRAWS; i++) {
                assertThat(heldOut).doesNotContain(asked(live, user, random));
            }
        }
    }

    private static Questions.Asked asked(Questions questions, SimulatedUser user, SplittableRandom random) {
        return new Questions.Asked(user.id(), questions.draw(user, random).text());
    }
}
