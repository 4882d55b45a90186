package dev.backchannel.learner.seed;

import dev.backchannel.avro.Preference;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.LearnerPresets;
import dev.backchannel.learner.example.Example;
import dev.backchannel.learner.example.ExampleEncoder;
import dev.backchannel.learner.example.UnusablePreferenceException;
import dev.backchannel.learner.gate.Gate;
import dev.backchannel.learner.gate.GateSettings;
import dev.backchannel.learner.gate.Inquiry;
import dev.backchannel.learner.gate.Judgement;
import dev.backchannel.learner.loss.RewardShift;
import dev.backchannel.learner.run.Retreat;
import dev.backchannel.learner.state.HeldBack;
import dev.backchannel.learner.state.LastLook;
import dev.backchannel.learner.state.Reservoir;
import dev.backchannel.learner.step.AnswerScorer;
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
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The seed policy's preset on a stream of reactions to its own answers, with the gate or without it. A refused step is
 * undone, and the next one starts on the way back to the base, as the learner does.
 */
final class GuardedTraining {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedTraining.class);

    /** So many refusals say that the stream is stopped: what is rewarded is refused again and again. */
    static final int ENOUGH = 5;

    /**
     * Where it ended.
     *
     * @param served the last policy that was let through; the receiver closes it
     * @param worst most that was measured of any policy that was let through
     * @param inFull steps that were looked at in full
     * @param refused steps that were not
     * @param reasons of the first refusal; empty if there was none
     */
    record Result(Adapter served, double worst, int inFull, int refused, List<String> reasons) {}

    private final PolicyModel model;
    private final LoraTrainer trainer;
    private final LearnerConfig config;
    private final int mostRefused;

    /** @param mostRefused ends after so many refusals */
    GuardedTraining(PolicyModel model, LoraTrainer trainer, double learningRate, GateSettings gate, int mostRefused) {
        this.mostRefused = mostRefused;
        this.model = model;
        this.trainer = trainer;
        this.config =
                LearnerPresets.of(model.config()).withLearningRate(learningRate).withGate(gate);
    }

    /**
     * @param reactions to so many answers of a policy
     * @param measure of each policy that is let through; the more, the worse
     */
    Result train(
            int steps,
            boolean gated,
            BiFunction<Integer, Adapter, List<Preference>> reactions,
            ToDoubleFunction<Adapter> measure)
            throws UnusablePreferenceException {
        StepTaker taker = new StepTaker(model, trainer, config.step());
        Gate gate = new Gate(model, config.gate(), new AnswerScorer(model, config.paddedTokens()));
        ExampleEncoder encoder = config.encoder(model);
        LoraWeights weights = LoraWeights.initial(model.config(), model.defaultLora(), config.seed());
        OptimizerState optimizer = OptimizerState.initial(weights);
        Reservoir reservoir = Reservoir.empty(config.batch().reservoirCapacity(), config.seed());
        Adapter adapter = model.adapter(weights);
        Inquiry.Before before = new Inquiry.Before(gate.probesOf(adapter), 0, LastLook.NONE);
        List<String> reasons = List.of();
        long good = 0;
        int refused = 0;
        int returns = 0;
        int inFull = 0;
        double worst = Double.NEGATIVE_INFINITY;
        for (int step = 1; step <= steps; step++) {
            List<Example> batch = new ArrayList<>();
            for (Preference preference : reactions.apply(config.batch().nominal(), adapter)) {
                batch.add(encoder.encode(preference));
            }
            Retreat start = returns == 0 ? new Retreat(weights, optimizer) : Retreat.of(weights, optimizer, returns);
            Adapter from = model.adapter(start.weights());
            StepResult result = taker.take(new StepInput(
                    start.weights(),
                    start.optimizer(),
                    from,
                    batch,
                    reservoir.draw(2, step),
                    reservoir.entries(),
                    RewardShift.NONE,
                    config.seed(),
                    step));
            from.close();
            Adapter next = model.adapter(result.weights());
            Judgement judgement = gate.judge(new Inquiry(
                    result.weights(),
                    next,
                    adapter,
                    before,
                    result.metrics().getOrDefault("kl.batch", Double.NaN),
                    HeldBack.empty(64),
                    gate.isThorough(step, good)));
            LOG.info("step {}: {} {}", step, judgement.figures(), judgement.isPromoted());
            inFull += judgement.figures().get(Gate.IN_FULL) == 1 ? 1 : 0;
            if (gated && !judgement.isPromoted()) {
                reasons = reasons.isEmpty() ? judgement.verdict().getReasons() : reasons;
                refused++;
                returns++;
                next.close();
                if (refused == mostRefused) {
                    break;
                }
                continue;
            }
            good = step;
            returns = 0;
            weights = result.weights();
            optimizer = result.optimizer();
            reservoir = reservoir.plus(result.fresh());
            before = new Inquiry.Before(
                    judgement.probes(), judgement.figures().get("probe.movement.since.look"), judgement.lastLook());
            adapter.close();
            adapter = next;
            worst = Math.max(worst, measure.applyAsDouble(adapter));
        }
        return new Result(adapter, worst, inFull, refused, reasons);
    }
}
