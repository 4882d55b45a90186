package dev.backchannel.learner.gate;

import dev.backchannel.avro.GateVerdict;
import dev.backchannel.avro.Probe;
import dev.backchannel.avro.Verdict;
import dev.backchannel.learner.state.HeldBack;
import dev.backchannel.learner.step.AnswerScorer;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.OptimizerState;
import dev.backchannel.policy.PolicyModel;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Judges a step's weights by all checks; one refusal is enough. What the base does is measured once. */
public final class Gate {
    private final Probes probes;
    private final HeldBackJudge heldBackJudge;
    private final List<GateCheck> checks;

    public Gate(PolicyModel model, GateSettings settings, AnswerScorer scorer) {
        this.probes = new Probes(model, settings.probeTokens());
        this.heldBackJudge = new HeldBackJudge(scorer);
        this.checks = List.of(
                new EffectCheck(),
                new HeldBackCheck(settings),
                new TextCheck(settings),
                new DriftCheck(settings.largestKl()));
    }

    /** Weights that may not even be put on the device. */
    public static boolean isFinite(LoraWeights weights, OptimizerState optimizer) {
        return weights.isFinite() && optimizer.isFinite();
    }

    /** The verdict on weights that are not finite. */
    public static Judgement refuseNotFinite(HeldBack heldBack) {
        return refuseNotFinite(heldBack, "a weight or a moment");
    }

    private static Judgement refuseNotFinite(HeldBack heldBack, String what) {
        GateVerdict verdict =
                new GateVerdict(Verdict.REFUSED, List.of("finite: " + what + " is NaN or infinite (none may be)"));
        return new Judgement(verdict, heldBack, List.of(), Map.of());
    }

    /**
     * @param weights finite
     * @param candidate the same on the device
     * @param promotedOrNull the policy served until now; null is the base
     */
    public Judgement judge(LoraWeights weights, Adapter candidate, Adapter promotedOrNull, HeldBack heldBack) {
        double[][] difference = probes.difference(candidate);
        if (!Arrays.stream(difference).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite)) {
            return refuseNotFinite(heldBack, "a log-probability on the probes");
        }
        ProbeRun probeRun = probes.run(candidate, difference);
        HeldBackRun heldBackRun = heldBackJudge.run(heldBack, promotedOrNull, candidate);
        Candidate measured = new Candidate(weights, probeRun, heldBackRun);
        List<Finding> findings = checks.stream().map(c -> c.check(measured)).toList();
        Map<String, Double> figures = new TreeMap<>();
        findings.forEach(finding -> figures.putAll(finding.figures()));
        Verdict verdict = worst(findings);
        HeldBack judged =
                heldBack.withPromoted(verdict == Verdict.REFUSED ? heldBackRun.promoted() : heldBackRun.candidate());
        return new Judgement(
                new GateVerdict(
                        verdict, findings.stream().map(Finding::sentence).toList()),
                judged,
                probes.records(probeRun.difference()),
                figures);
    }

    /** The probes of a checkpoint that changes nothing: the first. */
    public List<Probe> probesOf(Adapter adapter) {
        return probes.records(probes.difference(adapter));
    }

    private static Verdict worst(List<Finding> findings) {
        List<Verdict> verdicts = findings.stream().map(Finding::verdict).toList();
        if (verdicts.contains(Verdict.REFUSED)) {
            return Verdict.REFUSED;
        }
        return verdicts.contains(Verdict.INSUFFICIENT) ? Verdict.INSUFFICIENT : Verdict.PASSED;
    }
}
