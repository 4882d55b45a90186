package dev.backchannel.standalone.demo.learning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.learner.LearnerPresets;
import dev.backchannel.policy.EngineOptions;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.seed.SeedPolicy;
import dev.backchannel.standalone.demo.measure.ExamResult;
import dev.backchannel.standalone.demo.measure.HeldOut;
import dev.backchannel.standalone.demo.user.BehaviourMix;
import dev.backchannel.standalone.demo.user.Population;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The seed policy learns what its users like, and goes on liking it when it is trained for three times as long. */
@Tag("load")
class TrainingPastThePeakTest {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingPastThePeakTest.class);

    private static PolicyModel model;

    @BeforeAll
    static void load() {
        model = PolicyModel.load(SeedPolicy.folder(), EngineOptions.cpu(2));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void satisfactionRisesAndLasts() {
        run(60, 400, 0.9);
    }

    /**
     * Steps until satisfaction is near its height, then twice as many again. Users who differ keep pulling, so neighbouring
     * measurements are averaged.
     */
    private static void run(int steps, int questions, double lasting) {
        Population population = Population.generate(100, 1);
        List<HeldOut> heldOut = HeldOut.draw(population, questions, 1);
        List<Double> satisfaction = new ArrayList<>();
        try (OfflineLoop loop =
                new OfflineLoop(model, population, BehaviourMix.usual(), LearnerPresets.of(model.config()), 1)) {
            satisfaction.add(measure(loop, heldOut));
            for (int part = 0; part < 6; part++) {
                loop.take(steps / 2);
                satisfaction.add(measure(loop, heldOut));
            }
        }
        double best = 0;
        double last = 0;
        for (int i = 2; i < satisfaction.size(); i++) {
            last = (satisfaction.get(i - 1) + satisfaction.get(i)) / 2;
            best = Math.max(best, last);
        }
        assertThat(best - satisfaction.get(0)).as("rise of %s", satisfaction).isGreaterThanOrEqualTo(0.3);
        assertThat(last).as("last of %s", satisfaction).isGreaterThanOrEqualTo(lasting * best);
    }

    private static double measure(OfflineLoop loop, List<HeldOut> heldOut) {
        ExamResult result = loop.examine(heldOut);
        LOG.info(
                "after {} steps and {} preferences: satisfied {}, on topic {}, complete {}",
                loop.steps(),
                loop.preferences(),
                result.satisfaction(),
                result.onTopic(),
                result.complete());
        return result.satisfaction();
    }
}
