package dev.backchannel.learner.run;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.learner.example.Example;
import dev.backchannel.learner.gate.Gate;
import dev.backchannel.learner.gate.Inquiry;
import dev.backchannel.learner.gate.Judgement;
import dev.backchannel.learner.influence.Influence;
import dev.backchannel.learner.plan.Incoming;
import dev.backchannel.learner.state.HeldBack;
import dev.backchannel.learner.state.LastLook;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

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
     * @param state after the step, as its course leaves it
     */
    record Outcome(
            LoraWeights weights,
            OptimizerState optimizer,
            Optional<Adapter> adapter,
            LearnerState state,
            Judgement judgement,
            Course course,
            List<Example> fresh,
            Map<String, Double> metrics) {
        Outcome with(Influence influence) {
            return new Outcome(weights, optimizer, adapter, state.with(influence), judgement, course, fresh, metrics);
        }

        /** For the next step to start from. */
        Footing footing(Checkpoint record) {
            return new Footing(record, weights, optimizer, adapter.orElseThrow(), state);
        }
    }

    /**
     * Takes a step and lets the gate decide.
     *
     * @param refusalsBeforeReturn in a row
     */
    Outcome run(LearnerStep step, List<Incoming> range, Standing standing, int refusalsBeforeReturn) {
        return run(step, range, standing, judgement -> {
            boolean last = standing.streak() + 1 >= refusalsBeforeReturn;
            return judgement.isPromoted() ? Course.PROMOTED : last ? Course.RETURNS : Course.GOES_ON;
        });
    }

    /** @param rule makes a course of the gate's judgement; from weights that are not finite everybody returns */
    Outcome run(LearnerStep step, List<Incoming> range, Standing before, Function<Judgement, Course> rule) {
        Set<String> erased = Set.copyOf(step.getErased());
        Standing standing = before.without(erased);
        long started = nanos.getAsLong();
        List<Example> fresh = Composition.fresh(step, range);
        StepResult result = take(step, fresh, standing);
        HeldBack heldBack = standing.state()
                .heldBack()
                .plus(scorer.rate(heldIn(range, erased), standing.reference().adapter()));
        LastLook lastLook = standing.state().lastLook();
        long stepped = nanos.getAsLong();
        boolean finite = Gate.isFinite(result.weights(), result.optimizer());
        Optional<Adapter> adapter = finite ? Optional.of(model.adapter(result.weights())) : Optional.empty();
        boolean thorough =
                gate.isThorough(step.getStep(), standing.good().record().getStep());
        Judgement judgement = adapter.map(a -> gate.judge(new Inquiry(
                        result.weights(),
                        a,
                        standing.good().adapter(),
                        standing.reference().adapter(),
                        Inquiry.Before.of(standing.from().record(), lastLook),
                        result.metrics().getOrDefault("kl.batch", Double.NaN),
                        heldBack,
                        thorough)))
                .orElseGet(() -> Gate.refuseNotFinite(heldBack, lastLook));
        Course course = judgement.probes().isEmpty() ? Course.RETURNS : rule.apply(judgement);
        Map<String, Double> metrics = new TreeMap<>(result.metrics());
        metrics.putAll(judgement.figures());
        metrics.put("step.ms", (stepped - started) / 1e6);
        metrics.put("gate.ms", (nanos.getAsLong() - stepped) / 1e6);
        return new Outcome(
                finite ? result.weights() : standing.from().weights(),
                finite ? result.optimizer() : standing.from().optimizer(),
                adapter,
                next(standing, result, judgement, course),
                judgement,
                course,
                fresh,
                metrics);
    }

    private StepResult take(LearnerStep step, List<Example> fresh, Standing standing) {
        Footing from = standing.from();
        if (standing.returns() == 0 || standing.streak() > 0) {
            return take(step, fresh, standing, from.weights(), from.optimizer(), from.onDevice());
        }
        Retreat retreat = Retreat.of(standing);
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
                standing.reference().adapter(),
                fresh,
                Composition.replayed(step, reservoir),
                reservoir.entries(),
                standing.state().shift(),
                step.getSeed(),
                step.getStep()));
    }

    /** A step that is returned from teaches nothing, so what it used is not replayed either. */
    private static LearnerState next(Standing before, StepResult result, Judgement judgement, Course course) {
        LearnerState state = before.state().with(judgement.heldBack()).with(judgement.lastLook());
        return switch (course) {
            case PROMOTED -> state.taught(result.fresh(), result.shift());
            case GOES_ON -> state.taughtUndecided(result.fresh(), result.shift());
            case RETURNS -> state.returnedTo(before.good().state());
        };
    }

    private static List<Example> heldIn(List<Incoming> range, Set<String> erased) {
        return range.stream()
                .filter(Incoming.Held.class::isInstance)
                .map(i -> ((Incoming.Held) i).example())
                .filter(example -> !erased.contains(example.id()))
                .toList();
    }
}
