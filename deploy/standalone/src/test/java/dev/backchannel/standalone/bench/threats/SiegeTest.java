package dev.backchannel.standalone.bench.threats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.LearnerPresets;
import dev.backchannel.policy.EngineOptions;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.seed.SeedPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A short siege of the seed policy; the whole table is {@code bench threats}. */
class SiegeTest {
    private static final Siege.Size SHORT = new Siege.Size(2, 24, 4);

    @Test
    void replayedEventsTeachOnceAndWithoutDefencesEachTime() {
        Attack replay = Attack.list("replay").get(0);
        SiegeFigures off = run(replay, false);
        SiegeFigures on = run(replay, true);

        assertThat(on.stopped()).containsKeys("duplicate", "already_taught");
        assertThat(off.stopped()).doesNotContainKeys("duplicate", "already_taught");
        assertThat(off.share()).isGreaterThan(2 * on.share());
        assertThat(new SiegeTable(List.of(off, on)).markdown().lines()).hasSize(4);
    }

    private static SiegeFigures run(Attack attack, boolean defended) {
        try (PolicyModel model = PolicyModel.load(SeedPolicy.folder(), EngineOptions.cpu(2))) {
            LearnerConfig config = LearnerPresets.of(model.config());
            return new Siege(model, config, SHORT, 1).run(attack, defended);
        }
    }
}
