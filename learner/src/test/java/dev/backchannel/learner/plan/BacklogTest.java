package dev.backchannel.learner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.learner.example.Example;
import dev.backchannel.learner.testing.Preferences;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BacklogTest {
    @Test
    void accountedRecordsLeaveExceptTheNewestHeldBackOnes() {
        Backlog backlog = new Backlog(2, 10, 10);
        for (int offset = 10; offset < 14; offset++) {
            backlog.add(new Incoming.Held(offset, offset, example(offset)));
        }
        backlog.add(new Incoming.Unusable(14, 14, Preferences.pair(14), "tied"));
        backlog.add(new Incoming.Teachable(15, 15, example(15)));
        assertThat(backlog.oldestArrival(99)).isEqualTo(10);
        backlog.accounted(15);
        assertThat(backlog.waiting()).extracting(Incoming::offset).containsExactly(12L, 13L, 15L);
        assertThat(backlog.oldestArrival(99)).isEqualTo(15);
        assertThat(backlog.from()).isEqualTo(10);
        backlog.stepped(16);
        assertThat(backlog.waiting()).isEmpty();
        assertThat(backlog.from()).isEqualTo(16);
        assertThat(backlog.hasOpen()).isFalse();
    }

    @Test
    void afterAResumeNothingIsAccountedForTwice() {
        Backlog backlog = new Backlog(2, 10, 12);
        backlog.add(new Incoming.Held(11, 0, example(11)));
        backlog.add(new Incoming.Held(12, 0, example(12)));
        assertThat(backlog.waiting()).extracting(backlog::isAccounted).containsExactly(true, false);
    }

    private static Example example(int i) {
        return new Example(
                Preferences.pair(i), new int[] {i}, List.of(new int[] {1}, new int[] {2}), 1, Optional.empty());
    }
}
