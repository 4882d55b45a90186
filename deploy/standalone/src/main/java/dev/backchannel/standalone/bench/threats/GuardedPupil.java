package dev.backchannel.standalone.bench.threats;

import dev.backchannel.avro.Preference;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.example.Example;
import dev.backchannel.learner.example.ExampleEncoder;
import dev.backchannel.learner.example.HeldBackRule;
import dev.backchannel.learner.example.UnusablePreferenceException;
import dev.backchannel.learner.gate.Gate;
import dev.backchannel.learner.gate.Inquiry;
import dev.backchannel.learner.gate.Judgement;
import dev.backchannel.learner.influence.Influence;
import dev.backchannel.learner.influence.InfluenceCap;
import dev.backchannel.learner.loss.RewardShift;
import dev.backchannel.learner.plan.Incoming;
import dev.backchannel.learner.plan.StepPlan;
import dev.backchannel.learner.plan.StepPlanner;
import dev.backchannel.learner.run.Retreat;
import dev.backchannel.learner.state.HeldBack;
import dev.backchannel.learner.state.LastLook;
import dev.backchannel.learner.state.Reservoir;
import dev.backchannel.learner.step.AnswerScorer;
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
 * The learner's own bounds, plans, steps and gate, without topics and checkpoints: a refused step is undone, and the next one starts
 * on the way back to the base. Not thread-safe.
 */
final class GuardedPupil implements AutoCloseable {
    private final PolicyModel model;
    private final LearnerConfig config;
    private final boolean gated;
    private final LoraTrainer trainer;
    private final StepTaker taker;
    private final StepPlanner planner;
    private final ExampleEncoder encoder;
    private final AnswerScorer scorer;
    private final HeldBackRule heldBackRule;
    private final Optional<InfluenceCap> cap;
    private final Influence influence = new Influence();
    private final Gate gate;
    private final List<Incoming> waiting = new ArrayList<>();
    private final List<Preference> taught = new ArrayList<>();
    private LoraWeights weights;
    private OptimizerState optimizer;
    private Adapter adapter;
    private Reservoir reservoir;
    private HeldBack heldBack;
    private RewardShift shift = RewardShift.NONE;
    private Inquiry.Before before;
    private long offset;
    private long step;
    private long good;
    private long returns;
    private int refused;

    GuardedPupil(PolicyModel model, LearnerConfig config, Defences defences) {
        this.model = model;
        this.config = config;
        this.gated = defences.gate();
        this.trainer = model.trainer();
        this.taker = new StepTaker(model, trainer, config.step());
        this.planner = new StepPlanner(config.batch());
        this.encoder = config.encoder(model);
        this.scorer = new AnswerScorer(model, config.paddedTokens());
        this.heldBackRule = new HeldBackRule(config.heldBackShare());
        this.cap = defences.influence().map(InfluenceCap::new);
        this.gate = new Gate(model, config.gate(), scorer);
        this.weights = LoraWeights.initial(model.config(), config.lora().orElseGet(model::defaultLora), config.seed());
        this.optimizer = OptimizerState.initial(weights);
        this.adapter = model.adapter(weights);
        this.reservoir = Reservoir.empty(config.batch().reservoirCapacity(), config.seed());
        this.heldBack = HeldBack.empty(config.gate().heldBackCases());
        this.before = new Inquiry.Before(gate.probesOf(adapter), 0, LastLook.NONE);
    }

    /** The policy that is served. */
    Adapter policy() {
        return adapter;
    }

    /** What the policy that is served has learned, in order. */
    List<Preference> taught() {
        return taught;
    }

    /** Steps that the gate stood against. */
    int refused() {
        return refused;
    }

    /** @return why it does not teach; empty: it will, or it judges */
    Optional<String> take(Preference preference) {
        Example example;
        try {
            example = encoder.encode(preference);
        } catch (UnusablePreferenceException e) {
            return Optional.of("unusable");
        }
        if (heldBackRule.holdsBack(preference)) {
            heldBack = heldBack.plus(scorer.rate(List.of(example), null));
            return Optional.empty();
        }
        cap.ifPresent(bounds -> bounds.hear(example, influence));
        Optional<String> objection = cap.flatMap(bounds -> bounds.objection(example, influence));
        if (objection.isEmpty()) {
            cap.ifPresent(bounds -> bounds.take(example, influence));
            waiting.add(new Incoming.Teachable(offset++, 0, example));
        }
        return objection.map(reason -> reason.substring(0, reason.indexOf(':')));
    }

    /** A step on what waits, if that is enough for one. */
    void step() {
        planner.plan(waiting, offset - waiting.size(), reservoir, step + 1, false)
                .ifPresent(this::take);
    }

    private void take(StepPlan plan) {
        step++;
        waiting.subList(0, plan.range().size()).clear();
        List<Rated> replayed = plan.replayed().stream()
                .map(reservoir::find)
                .flatMap(Optional::stream)
                .toList();
        Retreat start = returns == 0 ? new Retreat(weights, optimizer) : Retreat.of(weights, optimizer, returns);
        StepResult result;
        try (Adapter from = model.adapter(start.weights())) {
            result = taker.take(new StepInput(
                    start.weights(),
                    start.optimizer(),
                    from,
                    plan.fresh(),
                    replayed,
                    reservoir.entries(),
                    shift,
                    config.seed(),
                    step));
        }
        if (!result.weights().isFinite()) {
            refuse();
            return;
        }
        Adapter next = model.adapter(result.weights());
        if (gated && !passes(next, result)) {
            next.close();
            refuse();
            return;
        }
        plan.fresh().forEach(example -> taught.add(example.preference()));
        good = step;
        returns = 0;
        weights = result.weights();
        optimizer = result.optimizer();
        shift = result.shift();
        reservoir = reservoir.plus(result.fresh());
        adapter.close();
        adapter = next;
    }

    private void refuse() {
        refused++;
        returns++;
    }

    private boolean passes(Adapter next, StepResult result) {
        Judgement judgement = gate.judge(new Inquiry(
                result.weights(),
                next,
                adapter,
                before,
                result.metrics().getOrDefault("kl.batch", Double.NaN),
                heldBack,
                gate.isThorough(step, good)));
        heldBack = judgement.heldBack();
        if (judgement.isPromoted()) {
            before = new Inquiry.Before(
                    judgement.probes(),
                    judgement.figures().getOrDefault("probe.movement.since.look", 0.0),
                    judgement.lastLook());
        }
        return judgement.isPromoted();
    }

    @Override
    public void close() {
        adapter.close();
        trainer.close();
    }
}
