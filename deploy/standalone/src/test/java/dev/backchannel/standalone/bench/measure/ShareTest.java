package dev.backchannel.standalone.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShareTest {
    @Test
    void independentCasesHaveWilsonsInterval() {
        Share share = Share.of(trials(20, 1, 15));
        assertThat(share.value()).isEqualTo(0.75);
        // Wilson (1927) for 15 of 20, as any table has it.
        assertThat(share.low()).isCloseTo(0.531, within(0.02));
        assertThat(share.high()).isCloseTo(0.888, within(0.02));
    }

    @Test
    void casesThatAgreeWithinTheirConversationsAreFewer() {
        Share independent = Share.of(trials(40, 1, 30));
        Share dependent = Share.of(trials(10, 4, 30));
        assertThat(dependent.value()).isEqualTo(independent.value());
        assertThat(dependent.high() - dependent.low()).isGreaterThan(1.5 * (independent.high() - independent.low()));
    }

    @Test
    void unanimityOfFewConversationsProvesLittle() {
        Share share = Share.of(trials(3, 10, 30));
        assertThat(share.value()).isEqualTo(1);
        assertThat(share.low()).isLessThan(0.5);
    }

    @Test
    void noCasesAreNoShare() {
        assertThat(Share.of(List.of()).text()).isEqualTo("-");
    }

    /** @param counted how many count, conversation by conversation */
    private static List<Trial> trials(int conversations, int each, int counted) {
        List<Trial> trials = new ArrayList<>();
        for (int i = 0; i < conversations * each; i++) {
            trials.add(new Trial("c" + i / each, i < counted));
        }
        return trials;
    }
}
