package dev.backchannel.learner.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Agreement with the field's reference implementations, to 1e-6. */
class GoldenLossesTest {
    private static final Offset<Double> CLOSE = within(1e-6);
    private static final double BETA = 0.1;
    private static final Map<String, PairLoss> BY_GOLDEN_NAME = Map.ofEntries(
            Map.entry("sigmoid", new Dpo(BETA, 0)),
            Map.entry("cdpo_eps0.1", new Dpo(BETA, 0.1)),
            Map.entry("robust_eps0.1", new RobustDpo(BETA, 0.1)),
            Map.entry("hinge", new Hinge(BETA)),
            Map.entry("ipo_lennorm", new Ipo(BETA)),
            Map.entry("ipo_sum(online_dpo)", new IpoSum(BETA)),
            Map.entry("exo_pair_eps1e-3", new ExoPair(BETA, 1e-3)),
            Map.entry("nca_pair", new NcaPair(BETA)),
            Map.entry("bco_pair", new BcoPair(BETA)),
            Map.entry("sppo_hard", new SppoHard(BETA)),
            Map.entry("apo_zero", new ApoZero(BETA)),
            Map.entry("apo_down", new ApoDown(BETA)),
            Map.entry("discopop_tau0.05", new DiscoPop(BETA, 0.05)),
            Map.entry("sigmoid_norm", new LengthNormalizedDpo(BETA)),
            Map.entry("fdpo_forward_kl", new AlphaDpo(BETA, 1)),
            Map.entry("fdpo_js", new JensenShannonDpo(BETA)),
            Map.entry("fdpo_alpha0.5", new AlphaDpo(BETA, 0.5)),
            Map.entry("simpo_beta2.5_gamma1.375", new SimPo(2.5, 1.375)),
            Map.entry("orpo_OR_term(avg logp)", new Orpo()));

    private static JsonNode golden;

    @BeforeAll
    static void read() throws IOException {
        golden = SharedReference.read("golden_losses.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sigmoid",
                "cdpo_eps0.1",
                "robust_eps0.1",
                "hinge",
                "ipo_lennorm",
                "ipo_sum(online_dpo)",
                "exo_pair_eps1e-3",
                "nca_pair",
                "bco_pair",
                "sppo_hard",
                "apo_zero",
                "apo_down",
                "discopop_tau0.05",
                "sigmoid_norm",
                "fdpo_forward_kl",
                "fdpo_js",
                "fdpo_alpha0.5",
                "simpo_beta2.5_gamma1.375",
                "orpo_OR_term(avg logp)"
            })
    void pairLosses(String name) {
        double[] expected = numbers(golden.at("/paired_losses").get(name).get("per_pair"));
        for (int i = 0; i < expected.length; i++) {
            assertThat(BY_GOLDEN_NAME.get(name).of(pair(i)).value())
                    .as("%s of pair %d", name, i)
                    .isCloseTo(expected[i], CLOSE);
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
        Hindsight.Term term = Hindsight.of(numbers(sdpo.get("logp_x")), numbers(sdpo.get("logp_xo")));
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
