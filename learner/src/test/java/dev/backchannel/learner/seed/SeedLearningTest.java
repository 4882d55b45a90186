package dev.backchannel.learner.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Preference;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.LearnerPresets;
import dev.backchannel.learner.example.Example;
import dev.backchannel.learner.example.ExampleEncoder;
import dev.backchannel.learner.gate.Gate;
import dev.backchannel.learner.gate.Judgement;
import dev.backchannel.learner.loss.RewardShift;
import dev.backchannel.learner.state.HeldBack;
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
import org.junit.jupiter.api.Test;

/** The shipped policy and its preset: what users like becomes frequent, and stays so when training goes on. */
class SeedLearningTest {
    private static final int REQUESTS = 64;
    private static final int STEPS = 24;

    @Test
    void theLikedStyleWinsAndSurvivesThreeTimesTheSteps() throws Exception {
        try (PolicyModel model = PolicyModel.load(SeedPolicy.folder(), EngineOptions.cpu(1));
                LoraTrainer trainer = model.trainer()) {
            LearnerConfig config = LearnerPresets.of(model.config());
            StyleSchool school = new StyleSchool(model);
            StepTaker taker = new StepTaker(model, trainer, config.step());
            AnswerScorer scorer = new AnswerScorer(model, config.paddedTokens());
            Gate gate = new Gate(model, config.gate(), scorer);
            ExampleEncoder encoder = new ExampleEncoder(model, config.sequenceTokens(), 1);
            LoraWeights weights = LoraWeights.initial(model.config(), model.defaultLora(), 1);
            OptimizerState optimizer = OptimizerState.initial(weights);
            Reservoir reservoir = Reservoir.empty(config.batch().reservoirCapacity(), 1);
            Adapter adapter = model.adapter(weights);
            List<Double> satisfaction = new ArrayList<>(List.of(school.satisfaction(REQUESTS, null)));
            List<Example> waiting = new ArrayList<>();
            for (int step = 1; step <= 3 * STEPS; step++) {
                while (waiting.size() < config.batch().nominal()) {
                    for (Preference pair : school.pairs(16, adapter)) {
                        waiting.add(encoder.encode(pair));
                    }
                }
                List<Example> fresh =
                        List.copyOf(waiting.subList(0, config.batch().nominal()));
                waiting.subList(0, fresh.size()).clear();
                long started = System.nanoTime();
                StepResult result = taker.take(new StepInput(
                        weights,
                        optimizer,
                        adapter,
                        fresh,
                        reservoir.draw(2, step),
                        reservoir.entries(),
                        RewardShift.NONE,
                        1,
                        step));
                long stepped = System.nanoTime();
                weights = result.weights();
                optimizer = result.optimizer();
                reservoir = reservoir.plus(result.fresh());
                Adapter next = model.adapter(weights);
                Judgement judgement = gate.judge(weights, next, adapter, HeldBack.empty(64), step % 8 == 0);
                System.out.printf(
                        "step %d %.0f ms gate %.0f ms %s %s%n",
                        step,
                        (stepped - started) / 1e6,
                        (System.nanoTime() - stepped) / 1e6,
                        judgement.verdict(),
                        result.metrics());
                assertThat(judgement.isPromoted()).as("%s", judgement.verdict()).isTrue();
                adapter.close();
                adapter = next;
                if (step % (STEPS / 2) == 0) {
                    satisfaction.add(school.satisfaction(REQUESTS, adapter));
                    System.out.println("satisfaction " + satisfaction);
                }
            }
            adapter.close();
            double most = satisfaction.stream().mapToDouble(s -> s).max().orElseThrow();
            double last = satisfaction.get(satisfaction.size() - 1);
            assertThat(satisfaction.get(2)).isGreaterThan(satisfaction.get(0) + 0.3);
            assertThat(last).isGreaterThanOrEqualTo(0.9 * most);
        }
    }
}
