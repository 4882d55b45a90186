package dev.backchannel.learner.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Agreement with the field's reference implementations, to 1e-6. */
class GoldenLossesTest {
    private static final Offset<Double> CLOSE = within(1e-6);
    private static final double BETA = 0.1;
    private static final LossSettings DEFAULTS = LossSettings.defaults();
    /** The name in the file → the settings that choose the same loss here. */
    private static final Map<String, LossSettings> BY_GOLDEN_NAME = Map.ofEntries(
            Map.entry("sigmoid", DEFAULTS.withPairs("dpo")),
            Map.entry("cdpo_eps0.1", DEFAULTS.withPairs("cdpo")),
            Map.entry("robust_eps0.1", DEFAULTS.withPairs("rdpo")),
            Map.entry("hinge", DEFAULTS.withPairs("hinge")),
            Map.entry("ipo_lennorm", DEFAULTS.withPairs("ipo")),
            Map.entry("ipo_sum(online_dpo)", DEFAULTS.withPairs("ipo-sum")),
            Map.entry("exo_pair_eps1e-3", DEFAULTS.withPairs("exo-pair").withSmoothing(1e-3)),
            Map.entry("nca_pair", DEFAULTS.withPairs("nca-pair")),
            Map.entry("bco_pair", DEFAULTS.withPairs("bco-pair")),
            Map.entry("sppo_hard", DEFAULTS.withPairs("sppo-hard")),
            Map.entry("apo_zero", DEFAULTS.withPairs("apo-zero")),
            Map.entry("apo_down", DEFAULTS.withPairs("apo-down")),
            Map.entry("discopop_tau0.05", DEFAULTS.withPairs("discopop")),
            Map.entry("sigmoid_norm", DEFAULTS.withPairs("ln-dpo")),
            Map.entry("fdpo_forward_kl", DEFAULTS.withPairs("forward-kl-dpo")),
            Map.entry("fdpo_js", DEFAULTS.withPairs("js-dpo")),
            Map.entry("fdpo_alpha0.5", DEFAULTS.withPairs("alpha-dpo")),
            Map.entry("simpo_beta2.5_gamma1.375", DEFAULTS.withPairs("simpo")),
            Map.entry("orpo_OR_term(avg logp)", DEFAULTS.withPairs("orpo")));
    /** Losses that sort a whole batch; none here does. */
    private static final Set<String> NOT_HERE = Set.of("aot", "aot_unpaired");
    /** A second name, and what the file has no values for (their values are derived by hand in LossesTest). */
    private static final Set<String> NOT_THERE = Set.of("reverse-kl-dpo", "sft");

    private static JsonNode golden;

    @BeforeAll
    static void read() throws IOException {
        golden = SharedReference.read("golden_losses.json");
    }

    static Set<String> goldenNames() {
        return BY_GOLDEN_NAME.keySet();
    }

    @Test
    void everyNameOfTheFileIsComparedAndEveryRegisteredLossIsInIt() {
        Set<String> inTheFile = new TreeSet<>();
        golden.get("paired_losses").fieldNames().forEachRemaining(inTheFile::add);
        inTheFile.removeAll(NOT_HERE);
        assertThat(BY_GOLDEN_NAME.keySet()).containsExactlyInAnyOrderElementsOf(inTheFile);
        Set<String> compared = new TreeSet<>(NOT_THERE);
        BY_GOLDEN_NAME.values().forEach(settings -> compared.add(settings.pairs()));
        assertThat(compared).containsExactlyInAnyOrderElementsOf(Losses.pairNames());
    }

    @ParameterizedTest
    @MethodSource("goldenNames")
    void pairLosses(String name) {
        double[] expected = numbers(golden.at("/paired_losses").get(name).get("per_pair"));
        PairLoss loss = Losses.pairs(BY_GOLDEN_NAME.get(name));
        for (int i = 0; i < expected.length; i++) {
            assertThat(loss.of(pair(i)).value()).as("%s of pair %d", name, i).isCloseTo(expected[i], CLOSE);
        }
    }

    @Test
    void gradientOfDpo() {
        double[] chosen = numbers(golden.at("/grad_sigmoid_mean/d_chosen"));
        double[] rejected = numbers(golden.at("/grad_sigmoid_mean/d_rejected"));
        for (int i = 0; i < chosen.length; i++) {
            PairTerm term = new Dpo(BETA, 0).of(pair(i));
            assertThat(term.dChosen() / chosen.length).isCloseTo(chosen[i], CLOSE);
            assertThat(term.dRejected() / chosen.length).isCloseTo(rejected[i], CLOSE);
        }
    }

    @Test
    void kto() {
        JsonNode kto = golden.get("kto");
        Kto loss = new Kto(
                BETA, kto.get("lambda_D").asDouble(), kto.get("lambda_U").asDouble());
        double[] logRatios = difference(kto, "policy", "ref");
        double anchor = loss.anchor(
                new LabelBatch(logRatios, difference(kto, "policy_mismatched", "ref_mismatched"), RewardShift.NONE));
        assertThat(anchor).isCloseTo(kto.get("z0").asDouble(), CLOSE);
        assertLabels(loss, kto, logRatios, anchor);
        double[] gradient = numbers(kto.get("grad_policy_logp"));
        for (int i = 0; i < gradient.length; i++) {
            assertThat(loss.of(logRatios[i], liked(kto, i), anchor).dAnswer() / gradient.length)
                    .isCloseTo(gradient[i], CLOSE);
        }
    }

    @Test
    void apoZeroUnpaired() {
        JsonNode kto = golden.get("kto");
        double[] expected = numbers(golden.at("/apo_zero_unpaired/per_example"));
        double[] logRatios = difference(kto, "policy", "ref");
        for (int i = 0; i < expected.length; i++) {
            assertThat(new ApoZeroUnpaired(BETA, 1, 1)
                            .of(logRatios[i], liked(kto, i), 0)
                            .value())
                    .isCloseTo(expected[i], CLOSE);
        }
    }

    @Test
    void bcoWithACumulativeShift() {
        RewardShift shift = RewardShift.NONE;
        for (JsonNode step : golden.get("bco_steps")) {
            Bco loss = new Bco(BETA, 1, step.get("udm_weight_rejected").asDouble(), 1);
            double[] logRatios = difference(step, "policy", "ref");
            double anchor = loss.anchor(new LabelBatch(logRatios, new double[0], shift));
            assertThat(anchor).isCloseTo(step.get("delta").asDouble(), CLOSE);
            assertLabels(loss, step, logRatios, anchor);
            shift = shift.after(logRatios, BETA, 1);
        }
    }

    @Test
    void hindsight() {
        JsonNode sdpo = golden.get("hindsight_sdpo");
        HindsightLoss loss = Losses.followUps(DEFAULTS.withFollowUps("sdpo")).orElseThrow();
        double[] plain = numbers(sdpo.get("logp_x"));
        double[] advantages = loss.advantages(plain, numbers(sdpo.get("logp_xo")));
        assertThat(advantages).containsExactly(numbers(sdpo.get("advantage")), CLOSE);
        TokenTerm term = loss.of(plain, advantages);
        assertThat(term.value()).isCloseTo(sdpo.get("loss").asDouble(), CLOSE);
        assertThat(term.dLogProb()).containsExactly(numbers(sdpo.get("grad_logp_x")), CLOSE);
    }

    private static void assertLabels(LabelLoss loss, JsonNode node, double[] logRatios, double anchor) {
        double[] expected = numbers(node.get("per_example"));
        for (int i = 0; i < expected.length; i++) {
            assertThat(loss.of(logRatios[i], liked(node, i), anchor).value()).isCloseTo(expected[i], CLOSE);
        }
    }

    private static boolean liked(JsonNode node, int i) {
        return node.get("label").get(i).asInt() == 1;
    }

    private static PairLogProbs pair(int i) {
        JsonNode in = golden.get("inputs");
        return new PairLogProbs(
                in.get("policy_chosen").get(i).asDouble(),
                in.get("policy_rejected").get(i).asDouble(),
                in.get("ref_chosen").get(i).asDouble(),
                in.get("ref_rejected").get(i).asDouble(),
                in.get("len_chosen").get(i).asInt(),
                in.get("len_rejected").get(i).asInt());
    }

    private static double[] difference(JsonNode node, String policy, String reference) {
        double[] p = numbers(node.get(policy));
        double[] r = numbers(node.get(reference));
        return IntStream.range(0, p.length).mapToDouble(i -> p[i] - r[i]).toArray();
    }

    private static double[] numbers(JsonNode array) {
        DoubleStream values = StreamSupport.stream(array.spliterator(), false).mapToDouble(JsonNode::asDouble);
        return values.toArray();
    }
}
