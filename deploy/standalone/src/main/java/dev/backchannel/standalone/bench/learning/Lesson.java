package dev.backchannel.standalone.bench.learning;

import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.example.ExampleEncoder;
import dev.backchannel.learner.example.UnusablePreferenceException;
import dev.backchannel.learner.loss.RewardShift;
import dev.backchannel.learner.plan.Incoming;
import dev.backchannel.learner.plan.StepPlan;
import dev.backchannel.learner.plan.StepPlanner;
import dev.backchannel.learner.state.Reservoir;
import dev.backchannel.learner.step.Rated;
import dev.backchannel.learner.step.StepInput;
import dev.backchannel.learner.step.StepResult;
import dev.backchannel.learner.step.StepTaker;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.LoraTrainer;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.OptimizerState;
import dev.backchannel.policy.PolicyModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The learner's own plans and steps on pairs made from the policy's answers of the moment, without topics, gate and
 * checkpoints: the gate would hide what a loss does.
 */
final class Lesson implements AutoCloseable {
    /** Asked before each step, at most so many times; what pairs came of it are the step's. */
    private static final int MOST_ROUNDS = 2;

    private static final int QUESTIONS_A_ROUND = 16;

    private final PolicyModel model;
    private final LearnerConfig config;
    private final Editors editors;
    private final LoraTrainer trainer;
    private final StepTaker taker;
    private final StepPlanner planner;
    private final ExampleEncoder encoder;
    private final long seed;
    private final List<Incoming> waiting = new ArrayList<>();
    private LoraWeights weights;
    private OptimizerState optimizer;
    private Adapter adapter;
    private Reservoir reservoir;
    private RewardShift shift = RewardShift.NONE;
    private long step;
    private long offset;
    private int flipped;
    private int unusable;
    private long corrections;

    Lesson(PolicyModel model, LearnerConfig config, Editors editors, long seed) {
        this.model = model;
        this.config = config;
        this.editors = editors;
        this.seed = seed;
        this.trainer = model.trainer();
        this.taker = new StepTaker(model, trainer, config.step());
        this.planner = new StepPlanner(config.batch());
        this.encoder = config.encoder(model);
        this.weights = LoraWeights.initial(model.config(), config.lora().orElseGet(model::defaultLora), seed);
        this.optimizer = OptimizerState.initial(weights);
        this.adapter = model.adapter(weights);
        this.reservoir = Reservoir.empty(config.batch().reservoirCapacity(), seed);
    }

    Adapter policy() {
        return adapter;
    }

    LoraWeights weights() {
        return weights;
    }

    /** Pairs that users made so far, unusable ones left out. */
    long pairs() {
        return offset;
    }

    int flipped() {
        return flipped;
    }

    /** Pairs in the steps so far of which only what was changed was compared. */
    long corrections() {
        return corrections;
    }

    int unusable() {
        return unusable;
    }

    /** Asks, then takes a step on what users made of the answers; a policy that pleases everybody stays as it is. */
    void step() {
        long first = step * MOST_ROUNDS * QUESTIONS_A_ROUND;
        for (int round = 0;
                round < MOST_ROUNDS && waiting.size() < config.batch().nominal();
                round++) {
            editors.react(adapter, first + (long) round * QUESTIONS_A_ROUND, QUESTIONS_A_ROUND)
                    .forEach(this::enqueue);
        }
        step++;
        planner.plan(waiting, offset - waiting.size(), reservoir, step, true).ifPresent(this::take);
    }

    private void take(StepPlan plan) {
        waiting.subList(0, plan.range().size()).clear();
        List<Rated> replayed = plan.replayed().stream()
                .map(reservoir::find)
                .flatMap(Optional::stream)
                .toList();
        StepResult result = taker.take(new StepInput(
                weights, optimizer, adapter, plan.fresh(), replayed, reservoir.entries(), shift, seed, step));
        if (!result.weights().isFinite()) {
            return; // as the learner does, which refuses such a step
        }
        corrections += result.metrics().getOrDefault("corrections", 0.0).longValue();
        reservoir = reservoir.plus(result.fresh());
        weights = result.weights();
        optimizer = result.optimizer();
        shift = result.shift();
        adapter.close();
        adapter = model.adapter(weights);
    }

    private void enqueue(Editors.Edited edited) {
        try {
            waiting.add(new Incoming.Teachable(offset, 0, encoder.encode(edited.preference())));
            offset++;
            flipped += edited.flipped() ? 1 : 0;
        } catch (UnusablePreferenceException e) {
            unusable++;
        }
    }

    @Override
    public void close() {
        adapter.close();
        trainer.close();
    }
}
