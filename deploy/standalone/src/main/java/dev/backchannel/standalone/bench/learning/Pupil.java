package dev.backchannel.standalone.bench.learning;

import dev.backchannel.avro.Preference;
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
 * The learner's own plans and steps, without topics, gate and checkpoints: the gate would hide what a loss does. Not
 * thread-safe.
 */
public final class Pupil implements AutoCloseable {
    private final PolicyModel model;
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
    private int unusable;
    private long corrections;

    public Pupil(PolicyModel model, LearnerConfig config, long seed) {
        this.model = model;
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

    /** What it has learned so far; the next step closes it. */
    public Adapter policy() {
        return adapter;
    }

    public LoraWeights weights() {
        return weights;
    }

    /** Preferences taken so far, unusable ones left out. */
    public long taken() {
        return offset;
    }

    /** Pairs in the steps so far of which only what was changed was compared. */
    public long corrections() {
        return corrections;
    }

    /** Those that could not be learned from, such as over-long ones. */
    public int unusable() {
        return unusable;
    }

    /** Preferences that no step has looked at yet. */
    public int waiting() {
        return waiting.size();
    }

    /** Puts a preference before the next step; false if nothing can be learned from it. */
    public boolean take(Preference preference) {
        try {
            waiting.add(new Incoming.Teachable(offset, 0, encoder.encode(preference)));
            offset++;
            return true;
        } catch (UnusablePreferenceException e) {
            unusable++;
            return false;
        }
    }

    /** A step on what waits, filled up from the reservoir as the learner does when time is up; none if nothing waits. */
    public void step() {
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

    @Override
    public void close() {
        adapter.close();
        trainer.close();
    }
}
