package dev.backchannel.learner.loss;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Every loss by name. A new one is a file and a line here. The f-divergence variants of DPO: {@code reverse-kl-dpo} (which
 * is {@code dpo}), {@code forward-kl-dpo}, {@code js-dpo}, {@code alpha-dpo}.
 */
public final class Losses {
    private static final double BETA = 0.1;
    private static final double SIMPO_BETA = 2.5;
    private static final double DISCOPOP_TAU = 0.05;

    private static final Map<String, Function<LossSettings, PairLoss>> PAIRS = new TreeMap<>(Map.ofEntries(
            Map.entry("dpo", s -> new Dpo(s.betaOr(BETA), 0)),
            Map.entry("cdpo", s -> new Dpo(s.betaOr(BETA), s.smoothing())),
            Map.entry("rdpo", s -> new RobustDpo(s.betaOr(BETA), s.smoothing())),
            Map.entry("ipo", s -> new Ipo(s.betaOr(BETA))),
            Map.entry("ipo-sum", s -> new IpoSum(s.betaOr(BETA))),
            Map.entry("hinge", s -> new Hinge(s.betaOr(BETA))),
            Map.entry("simpo", s -> new SimPo(s.betaOr(SIMPO_BETA), s.margin())),
            Map.entry("ln-dpo", s -> new LengthNormalizedDpo(s.betaOr(BETA))),
            Map.entry("exo-pair", s -> new ExoPair(s.betaOr(BETA), Math.max(1e-3, s.smoothing()))),
            Map.entry("nca-pair", s -> new NcaPair(s.betaOr(BETA))),
            Map.entry("bco-pair", s -> new BcoPair(s.betaOr(BETA))),
            Map.entry("sppo-hard", s -> new SppoHard(s.betaOr(BETA))),
            Map.entry("apo-zero", s -> new ApoZero(s.betaOr(BETA))),
            Map.entry("apo-down", s -> new ApoDown(s.betaOr(BETA))),
            Map.entry("discopop", s -> new DiscoPop(s.betaOr(BETA), DISCOPOP_TAU)),
            Map.entry("orpo", s -> new Orpo()),
            Map.entry("reverse-kl-dpo", s -> new Dpo(s.betaOr(BETA), 0)),
            Map.entry("alpha-dpo", s -> new AlphaDpo(s.betaOr(BETA), s.alpha())),
            Map.entry("forward-kl-dpo", s -> new AlphaDpo(s.betaOr(BETA), 1)),
            Map.entry("js-dpo", s -> new JensenShannonDpo(s.betaOr(BETA))),
            Map.entry("sft", s -> new Sft())));

    private static final Map<String, Function<LossSettings, LabelLoss>> LABELS = new TreeMap<>(Map.of(
            "kto", s -> new Kto(s.betaOr(BETA), s.desirableWeight(), s.undesirableWeight()),
            "apo-zero-unpaired", s -> new ApoZeroUnpaired(s.betaOr(BETA), s.desirableWeight(), s.undesirableWeight()),
            "bco", s -> new Bco(s.betaOr(BETA), s.desirableWeight(), s.undesirableWeight(), s.shiftDecay())));

    private static final Map<String, Function<LossSettings, HindsightLoss>> HINDSIGHT =
            new TreeMap<>(Map.of("sdpo", s -> new Sdpo()));

    private Losses() {}

    public static PairLoss pairs(LossSettings settings) {
        return find(PAIRS, "pair", settings.pairs()).apply(settings);
    }

    public static LabelLoss labels(LossSettings settings) {
        return find(LABELS, "label", settings.labels()).apply(settings);
    }

    /** What learns from labels that come with a follow-up's words; empty: they are labels like any other. */
    public static Optional<HindsightLoss> followUps(LossSettings settings) {
        return settings.followUps().equals(LossSettings.NONE)
                ? Optional.empty()
                : Optional.of(find(HINDSIGHT, "follow-up", settings.followUps()).apply(settings));
    }

    /** The SFT term that stands beside a pair loss. */
    public static PairLoss sft() {
        return new Sft();
    }

    public static Set<String> pairNames() {
        return new TreeSet<>(PAIRS.keySet());
    }

    public static Set<String> labelNames() {
        return new TreeSet<>(LABELS.keySet());
    }

    public static Set<String> followUpNames() {
        return new TreeSet<>(HINDSIGHT.keySet());
    }

    private static <T> T find(Map<String, T> losses, String kind, String name) {
        T loss = losses.get(name);
        if (loss == null) {
            throw new IllegalArgumentException(
                    "there is no " + kind + " loss named '" + name + "'; use one of " + losses.keySet());
        }
        return loss;
    }
}
