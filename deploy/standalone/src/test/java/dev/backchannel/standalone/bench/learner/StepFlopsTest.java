package dev.backchannel.standalone.bench.learner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.policy.LoraConfig;
import dev.backchannel.policy.ModelConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

/** By hand: d = 4, F = 6, H = 2, G = 1, D = 2, V = 10, r = 1. A prompt of 3 and an answer of 2: 4 places, 2 of them rated. */
class StepFlopsTest {
    private static final LoraConfig ALL = new LoraConfig(1, 1, LoraConfig.ALL_LINEARS);

    // 2mkn per place: q 4x4, k and v 4x2, o 4x4, gate and up 4x6, down 6x4.
    private static final int Q = 32;
    private static final int KV = 2 * 16;
    private static final int O = 32;
    private static final int MLP = 3 * 48;
    // LoRA's A is r x in, its B out x r: 2 in and 2 out per place.
    private static final int A_Q = 8;
    private static final int A_KV = 2 * 8;
    private static final int A_O = 8;
    private static final int A_MLP = 8 + 8 + 12;
    private static final int B_Q = 8;
    private static final int B_KV = 2 * 4;
    private static final int B_O = 8;
    private static final int B_MLP = 12 + 12 + 8;
    // One product of attention: 2 D H per pair; places see 1, 2, 3, 4 places, the rated ones 3 and 4.
    private static final int ATTENTION = 8;
    private static final int ALL_PAIRS = 10;
    private static final int RATED_PAIRS = 7;
    // 2 d V for each rated token.
    private static final int HEAD = 2 * 80;

    private static ModelConfig model(int layers) {
        return new ModelConfig("llama", 4, 6, layers, 2, 1, 2, 10, 16, 1e4, 1e-5, true, false, false);
    }

    @Test
    void theReferenceRunsTheBaseForward() {
        int first = 4 * (Q + KV + O + MLP) + 2 * ATTENTION * ALL_PAIRS;
        int last = 4 * KV + 2 * (Q + O + MLP) + 2 * ATTENTION * RATED_PAIRS;

        assertThat(new StepFlops(model(1), ALL).reference(3, 2)).isEqualTo(last + HEAD);
        assertThat(new StepFlops(model(2), ALL).reference(3, 2)).isEqualTo(first + last + HEAD);
        assertThat(first + last + HEAD).isEqualTo(1936);
    }

    @Test
    void thePolicyRunsItsAdapterToo() {
        int last = 4 * (A_KV + B_KV) + 2 * (A_Q + B_Q + A_O + B_O + A_MLP + B_MLP);
        StepFlops flops = new StepFlops(model(1), ALL);

        assertThat(flops.forward(3, 2)).isEqualTo(flops.reference(3, 2) + last);
    }

    @Test
    void theFirstBlockPassesNoGradientToTheEmbedding() {
        int frozen = 2 * (O + MLP);
        int keysAndValues = 4 * (2 * B_KV + A_KV);
        int query = 2 * (2 * B_Q + A_Q);
        int rest = 2 * (2 * B_O + 2 * A_O + 2 * B_MLP + 2 * A_MLP);
        int attention = 4 * ATTENTION * RATED_PAIRS;

        assertThat(new StepFlops(model(1), ALL).backward(3, 2))
                .isEqualTo(HEAD + frozen + keysAndValues + query + rest + attention);
    }

    @Test
    void laterBlocksPassTheirsOn() {
        int last = 4 * (KV + 2 * B_KV + 2 * A_KV)
                + 2 * (Q + O + MLP)
                + 2 * 2 * (A_Q + B_Q + A_O + B_O + A_MLP + B_MLP)
                + 4 * ATTENTION * RATED_PAIRS;
        int first = 4 * (2 * B_KV + A_KV + 2 * B_Q + A_Q)
                + 4 * (O + MLP)
                + 4 * 2 * (A_O + B_O + A_MLP + B_MLP)
                + 4 * ATTENTION * ALL_PAIRS;

        assertThat(new StepFlops(model(2), ALL).backward(3, 2)).isEqualTo(HEAD + last + first);
    }

    @Test
    void whatLiesBelowTheFirstAdaptedLinearGetsNoGradient() {
        LoraConfig onlyDown = new LoraConfig(1, 1, List.of("down_proj"));

        // of B and of A's output, and of A; nobody below wants to know
        assertThat(new StepFlops(model(1), onlyDown).backward(3, 2)).isEqualTo(HEAD + 2 * (2 * 8 + 12));
    }

    @Test
    void aStepIsReferenceForwardAndBackward() {
        StepFlops flops = new StepFlops(model(2), ALL);

        assertThat(flops.of(3, 2)).isEqualTo(flops.reference(3, 2) + flops.forward(3, 2) + flops.backward(3, 2));
    }
}
