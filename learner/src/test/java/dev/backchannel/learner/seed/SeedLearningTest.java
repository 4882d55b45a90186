package dev.backchannel.learner.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Preference;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.LearnerPresets;
import dev.backchannel.learner.example.Example;
import dev.backchannel.learner.example.ExampleEncoder;
import dev.backchannel.learner.example.UnusablePreferenceException;
import dev.backchannel.learner.gate.Gate;
import dev.backchannel.learner.gate.Inquiry;
import dev.backchannel.learner.gate.Judgement;
import dev.backchannel.learner.loss.RewardShift;
import dev.backchannel.learner.state.HeldBack;
import dev.backchannel.learner.state.LastLook;
import dev.backchannel.learner.state.Reservoir;
import dev.backchannel.learner.step.AnswerScorer;
import dev.backchannel.learner.step.StepInput;
import dev.backchannel.learner.step.StepResult;
import dev.backchannel.learner.step.StepTaker;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.EngineOptions;
import dev.backchannel.policy.LoraTrainer;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.OptimizerState;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.seed.SeedPolicy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shipped policy and its preset: what users like becomes frequent, and stays so when training goes on. */
class SeedLearningTest {
    private static final Logger LOG = LoggerFactory.getLogger(SeedLearningTest.class);
    private static final int REQUESTS = 64;
    private static final int STEPS = 14;

    private PolicyModel model;
    private LoraTrainer trainer;

    @BeforeEach
    void load() {
        model = PolicyModel.load(SeedPolicy.folder(), EngineOptions.cpu(1));
        trainer = model.trainer();
    }

    @AfterEach
    void close() {
        trainer.close();
        model.close();
    }

    @Test
    void theLikedStyleWinsAndSurvivesThreeTimesTheSteps() throws UnusablePreferenceException {
        List<Double> satisfaction = train(3 * STEPS, STEPS);
        double most = satisfaction.stream().mapToDouble(s -> s).max().orElseThrow();
        assertThat(satisfaction.get(1)).as("%s", satisfaction).isGreaterThan(satisfaction.get(0) + 0.3);
        assertThat(satisfaction.get(3)).as("%s", satisfaction).isGreaterThanOrEqualTo(0.9 * most);
    }

    /** Satisfaction before, and after every {@code report} steps on reactions to the policy's own answers. */
    private List<Double> train(int steps, int report) throws UnusablePreferenceException {
        LearnerConfig config = LearnerPresets.of(model.config());
        StyleSchool school = new StyleSchool(model);
        StepTaker taker = new StepTaker(model, trainer, config.step());
        Gate gate = new Gate(model, config.gate(), new AnswerScorer(model, config.paddedTokens()));
        ExampleEncoder encoder = config.encoder(model);
        LoraWeights weights = LoraWeights.initial(model.config(), model.defaultLora(), config.seed());
        OptimizerState optimizer = OptimizerState.initial(weights);
        Reservoir reservoir = Reservoir.empty(config.batch().reservoirCapacity(), config.seed());
        Adapter adapter = model.adapter(weights);
        Inquiry.Before before = new Inquiry.Before(gate.probesOf(adapter), 0, LastLook.NONE);
        List<Double> satisfaction = new ArrayList<>(List.of(school.satisfaction(REQUESTS, null)));
        List<Example> waiting = new ArrayList<>();
        for (int step = 1; step <= steps; step++) {
            while (waiting.size() < config.batch().nominal()) {
                for (Preference reaction : school.reactions(config.batch().nominal(), adapter)) {
                    waiting.add(encoder.encode(reaction));
                }
            }
            List<Example> due = waiting.subList(0, config.batch().nominal());
            StepResult result = taker.take(new StepInput(
                    weights,
                    optimizer,
                    adapter,
                    List.copyOf(due),
                    reservoir.draw(2, step),
                    reservoir.entries(),
                    RewardShift.NONE,
                    config.seed(),
                    step));
            due.clear();
            weights = result.weights();
            optimizer = result.optimizer();
            reservoir = reservoir.plus(result.fresh());
            Adapter next = model.adapter(weights);
            Judgement judgement = gate.judge(new Inquiry(
                    weights,
                    next,
                    adapter,
                    before,
                    result.metrics().get("kl.batch"),
                    HeldBack.empty(64),
                    gate.isThorough(step, step - 1)));
            assertThat(judgement.isPromoted()).as("%s", judgement.verdict()).isTrue();
            LOG.info(
                    "step {} {} {}", step, judgement.figures(), result.metrics().get("kl.batch"));
            before = new Inquiry.Before(
                    judgement.probes(), judgement.figures().get("probe.movement.since.look"), judgement.lastLook());
            adapter.close();
            adapter = next;
            if (step % report == 0) {
                satisfaction.add(school.satisfaction(REQUESTS, adapter));
                LOG.info("after {} steps {}, {}", step, satisfaction, result.metrics());
            }
        }
        adapter.close();
        return satisfaction;
    }
}
