package dev.backchannel.learner.run;

import dev.backchannel.avro.LearnerStep;
import dev.backchannel.learner.example.Example;
import dev.backchannel.learner.gate.Gate;
import dev.backchannel.learner.gate.Inquiry;
import dev.backchannel.learner.gate.Judgement;
import dev.backchannel.learner.plan.Incoming;
import dev.backchannel.learner.state.HeldBack;
import dev.backchannel.learner.state.Influence;
import dev.backchannel.learner.state.LearnerState;
import dev.backchannel.learner.state.Reservoir;
import dev.backchannel.learner.step.AnswerScorer;
import dev.backchannel.learner.step.StepInput;
import dev.backchannel.learner.step.StepResult;
import dev.backchannel.learner.step.StepTaker;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.OptimizerState;
import dev.backchannel.policy.PolicyModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** From an announced step to weights and a verdict. Reads nothing and writes nothing. */
final class StepRun {
    private final PolicyModel model;
    private final StepTaker taker;
    private final AnswerScorer scorer;
    private final Gate gate;
    private final LongSupplier nanos;

    StepRun(PolicyModel model, StepTaker taker, AnswerScorer scorer, Gate gate, LongSupplier nanos) {
        this.model = model;
        this.taker = taker;
        this.scorer = scorer;
        this.gate = gate;
        this.nanos = nanos;
    }

    /**
     * What came of a step.
     *
     * @param weights to be stored: the step's, or its parent's if the step's are not finite
     * @param optimizer likewise
     * @param adapter the weights on the device, if they were finite; the receiver closes it
     * @param state after the step, as the verdict leaves it
     */
    record Outcome(
            LoraWeights weights,
            OptimizerState optimizer,
            Optional<Adapter> adapter,
            LearnerState state,
            Judgement judgement,
            List<Example> fresh,
            Map<String, Double> metrics) {
        Outcome with(Influence influence) {
            return new Outcome(weights, optimizer, adapter, state.with(influence), judgement, fresh, metrics);
        }
    }

    Outcome run(LearnerStep step, List<Incoming> range, Standing standing) {
        return run(step, range, standing, UnaryOperator.identity());
    }

    /** @param verdict has the last word on the gate's judgement: a replay follows the log's */
    Outcome run(LearnerStep step, List<Incoming> range, Standing standing, UnaryOperator<Judgement> verdict) {
        long started = nanos.getAsLong();
        List<Example> fresh = Composition.fresh(step, range);
        StepResult result = take(step, fresh, standing);
        HeldBack heldBack = standing.state().heldBack().plus(scorer.rate(heldIn(range)));
        long stepped = nanos.getAsLong();
        boolean finite = Gate.isFinite(result.weights(), result.optimizer());
        Optional<Adapter> adapter = finite ? Optional.of(model.adapter(result.weights())) : Optional.empty();
        boolean thorough = gate.isThorough(step.getStep(), standing.good().getStep());
        Judgement judgement = verdict.apply(adapter.map(a -> gate.judge(new Inquiry(
                        result.weights(),
                        a,
                        standing.adapter(),
                        Inquiry.Before.of(standing.good()),
                        result.metrics().getOrDefault("kl.batch", Double.NaN),
                        heldBack,
                        thorough)))
                .orElseGet(() -> Gate.refuseNotFinite(heldBack)));
        Map<String, Double> metrics = new TreeMap<>(result.metrics());
        metrics.putAll(judgement.figures());
        metrics.put("step.ms", (stepped - started) / 1e6);
        metrics.put("gate.ms", (nanos.getAsLong() - stepped) / 1e6);
        return new Outcome(
                finite ? result.weights() : standing.weights(),
                finite ? result.optimizer() : standing.optimizer(),
                adapter,
                next(standing.state(), result, judgement),
                judgement,
                fresh,
                metrics);
    }

    private StepResult take(LearnerStep step, List<Example> fresh, Standing standing) {
        long refusals = Retreat.refusals(step, standing);
        if (refusals == 0) {
            return take(step, fresh, standing, standing.weights(), standing.optimizer(), standing.adapter());
        }
        Retreat retreat = Retreat.after(refusals, standing);
        try (Adapter adapter = model.adapter(retreat.weights())) {
            return take(step, fresh, standing, retreat.weights(), retreat.optimizer(), adapter);
        }
    }

    private StepResult take(
            LearnerStep step,
            List<Example> fresh,
            Standing standing,
            LoraWeights weights,
            OptimizerState optimizer,
            Adapter adapter) {
        Reservoir reservoir = standing.state().reservoir();
        return taker.take(new StepInput(
                weights,
                optimizer,
                adapter,
                fresh,
                Composition.replayed(step, reservoir),
                reservoir.entries(),
                standing.state().shift(),
                step.getSeed(),
                step.getStep()));
    }

    /** A refused step teaches nothing, so what it used is not replayed either. */
    private static LearnerState next(LearnerState before, StepResult result, Judgement judgement) {
        return judgement.isPromoted()
                ? new LearnerState(before.reservoir().plus(result.fresh()), judgement.heldBack(), result.shift())
                : before.with(judgement.heldBack());
    }

    private static List<Example> heldIn(List<Incoming> range) {
        return range.stream()
                .filter(Incoming.Held.class::isInstance)
                .map(i -> ((Incoming.Held) i).example())
                .toList();
    }
}
