package dev.backchannel.learner.gate;

import dev.backchannel.avro.GateVerdict;
import dev.backchannel.avro.Probe;
import dev.backchannel.avro.Verdict;
import dev.backchannel.learner.state.HeldBack;
import dev.backchannel.learner.state.LastLook;
import dev.backchannel.learner.step.AnswerScorer;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.OptimizerState;
import dev.backchannel.policy.PolicyModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Judges a step's weights by all checks; one refusal is enough. What the base does is measured once.
 *
 * <p>Each step is checked for what a short forward pass shows. Canaries, text and held-back preferences have their turn every few
 * steps, earlier when the steps since the last turn moved much or made answers end less surely, and after a refusal until one
 * passes, so that a policy that went wrong between two turns does not go on.
 */
public final class Gate {
    /** Figure of a judgement: 1 if it looked at everything, 0 if not. */
    public static final String IN_FULL = "gate.in.full";

    private final GateSettings settings;
    private final Probes probes;
    private final HeldBackJudge heldBackJudge;
    private final Endings endings;
    private final EffectCheck effect = new EffectCheck();
    private final ForgettingCheck forgetting;
    private final HeldBackCheck heldBackCheck;
    private final TextCheck text;
    private final LengthCheck length;
    private final DriftCheck drift;
    private final BatchDriftCheck batchDrift;
    private final Canaries canaries;
    private final CanaryCheck canaryCheck;
    private @Nullable Adapter measuredReference;
    private double @Nullable [][] referenceDifference;

    public Gate(PolicyModel model, GateSettings settings, AnswerScorer scorer) {
        this.settings = settings;
        this.probes = new Probes(model, settings.probeTokens());
        this.endings = new Endings(probes, settings.thoroughEnding());
        this.heldBackJudge = new HeldBackJudge(scorer);
        this.forgetting = new ForgettingCheck(settings.largestKl());
        this.heldBackCheck = new HeldBackCheck(settings);
        this.text = new TextCheck(settings);
        this.length = new LengthCheck(settings.shortestRatio(), settings.largestMeanRatio());
        this.drift = new DriftCheck(settings.largestKl());
        this.batchDrift = new BatchDriftCheck(settings.largestKl());
        this.canaries = new Canaries(new CanaryReader().all(settings.canaries()), model, scorer);
        this.canaryCheck = new CanaryCheck(settings.canaries().largestDrift());
    }

    /** @throws IllegalArgumentException if the user's own canaries cannot be read; the message names file and line */
    public static void check(CanarySettings settings) {
        new CanaryReader().all(settings);
    }

    /** @throws IllegalArgumentException also if one does not fit into the model's context */
    public static void check(CanarySettings settings, PolicyModel model) {
        new CanaryReader().all(settings).forEach(canary -> Canaries.completions(canary, model));
    }

    /** Weights that may not even be put on the device. */
    public static boolean isFinite(LoraWeights weights, OptimizerState optimizer) {
        return weights.isFinite() && optimizer.isFinite();
    }

    /** The verdict on weights that are not finite. */
    public static Judgement refuseNotFinite(HeldBack heldBack, LastLook lastLook) {
        return refuseNotFinite(heldBack, lastLook, "a weight or a moment");
    }

    private static Judgement refuseNotFinite(HeldBack heldBack, LastLook lastLook, String what) {
        GateVerdict verdict =
                new GateVerdict(Verdict.REFUSED, List.of("finite: " + what + " is NaN or infinite (none may be)"));
        return new Judgement(verdict, heldBack, lastLook, List.of(), Map.of());
    }

    /** Whether a step is looked at in full: it is its turn, or the step before it was refused. */
    public boolean isThorough(long step, long goodStep) {
        return step % settings.thoroughEvery() == 0 || goodStep != step - 1;
    }

    /** Judges a step. */
    public Judgement judge(Inquiry asked) {
        HeldBack heldBack = asked.heldBack();
        double[][] difference = probes.difference(asked.candidate());
        if (!Arrays.stream(difference).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite)) {
            return refuseNotFinite(heldBack, asked.before().lastLook(), "a log-probability on the probes");
        }
        Candidate measured = new Candidate(
                asked.weights(), difference, Probes.minus(difference, ofReference(asked.referenceOrNull())));
        List<Finding> findings = new ArrayList<>();
        findings.add(effect.check(measured));
        findings.add(forgetting.check(measured));
        findings.add(batchDrift.check(asked.batchKl()));
        Movement movement = Movement.of(asked.before(), difference);
        Endings.Fall fall = endings.since(asked.before().lastLook(), asked.candidate());
        findings.add(fall.finding());
        boolean thorough =
                asked.thorough() || movement.sinceLook() >= settings.thoroughMovement() || fall.callsForALook();
        Map<String, Double> moved = new TreeMap<>(movement.figures(thorough));
        moved.put(IN_FULL, thorough ? 1.0 : 0.0);
        if (thorough) {
            return inFull(asked, findings, difference, moved);
        }
        findings.add(heldBackCheck.unjudged(heldBack.cases().size()));
        return judgement(findings, heldBack, asked.before().lastLook(), difference, moved);
    }

    private Judgement inFull(Inquiry asked, List<Finding> findings, double[][] difference, Map<String, Double> moved) {
        Adapter candidate = asked.candidate();
        findings.add(canaryCheck.check(canaries.drift(candidate)));
        ProbeRun answered = probes.run(candidate, asked.referenceOrNull());
        findings.add(text.check(answered));
        findings.add(length.check(answered));
        findings.add(drift.check(answered));
        HeldBack heldBack = asked.heldBack();
        int cases = heldBack.cases().size();
        if (heldBackCheck.canJudge(cases)) {
            HeldBackRun run = heldBackJudge.run(heldBack, asked.promotedOrNull(), candidate);
            findings.add(heldBackCheck.check(run));
            heldBack = heldBack.withPromoted(isRefused(findings) ? run.promoted() : run.candidate());
        } else {
            findings.add(heldBackCheck.unjudged(cases));
        }
        LastLook look = isRefused(findings) ? asked.before().lastLook() : probes.look(answered, candidate);
        return judgement(findings, heldBack, look, difference, moved);
    }

    /** Of the reference on the probes; it seldom changes, so it is measured once. Null for the base. */
    private double @Nullable [][] ofReference(@Nullable Adapter referenceOrNull) {
        if (referenceOrNull != measuredReference) {
            referenceDifference = referenceOrNull == null ? null : probes.difference(referenceOrNull);
            measuredReference = referenceOrNull;
        }
        return referenceDifference;
    }

    private Judgement judgement(
            List<Finding> findings,
            HeldBack heldBack,
            LastLook look,
            double[][] difference,
            Map<String, Double> moved) {
        Map<String, Double> figures = new TreeMap<>(moved);
        findings.forEach(finding -> figures.putAll(finding.figures()));
        GateVerdict verdict = new GateVerdict(
                worst(findings), findings.stream().map(Finding::sentence).toList());
        return new Judgement(verdict, heldBack, look, probes.records(difference), figures);
    }

    /** The probes of a checkpoint that changes nothing: the first. */
    public List<Probe> probesOf(Adapter adapter) {
        return probes.records(probes.difference(adapter));
    }

    private static boolean isRefused(List<Finding> findings) {
        return worst(findings) == Verdict.REFUSED;
    }

    private static Verdict worst(List<Finding> findings) {
        List<Verdict> verdicts = findings.stream().map(Finding::verdict).toList();
        if (verdicts.contains(Verdict.REFUSED)) {
            return Verdict.REFUSED;
        }
        return verdicts.contains(Verdict.INSUFFICIENT) ? Verdict.INSUFFICIENT : Verdict.PASSED;
    }
}
