package dev.backchannel.streams.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.avro.SignalKind;
import dev.backchannel.streams.StreamsConfig;
import dev.backchannel.streams.followup.Lexicon;
import dev.backchannel.streams.worker.DescribeConfig;
import dev.backchannel.streams.worker.MiningConfig;
import dev.backchannel.streams.worker.RewardConfig;
import java.net.URI;
import java.time.Duration;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** A configuration that cannot work is refused with the value and what it should be. */
class ConfigTest {
    @Test
    void thePresetsAreValid() {
        assertThat(StreamsConfig.fast().windows().of(SignalKind.THUMB)).isEqualTo(Duration.ofMillis(800));
        assertThat(StreamsConfig.production().windows().of(SignalKind.THUMB)).isGreaterThan(Duration.ofMinutes(30));
    }

    @Test
    void windowsMustBePositive() {
        Duration s = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new Windows(s, Duration.ZERO, s, s, s, s, s))
                .hasMessageContaining("the thumb window must be longer than zero");
    }

    @Test
    void weightsAreShares() {
        assertThatThrownBy(() -> new MiningRules(0.05, 0.5, 7, 0.5, 0.2, 0.6, 0.6, 0.1, 4, 0, 0, 0.7, 1.5, true, null))
                .hasMessageContaining("thumbWeight must be between 0 and 1, not 7");
    }

    @Test
    void theWorkerNeedsAUrl() {
        assertThatThrownBy(() -> MiningConfig.defaults(URI.create("localhost:8080")))
                .hasMessageContaining("policyUrl");
        assertThatThrownBy(() -> MiningConfig.defaults(URI.create("http://localhost:8080"))
                        .withFollowUpsPerCategory(11))
                .hasMessageContaining("followUpsPerCategory must be 1 to 10, not 11");
    }

    @Test
    void aRewardOfYourOwnIsCheckedAtTheStart() {
        assertThatThrownBy(() -> reward("nowhere.json", null, null)).hasMessageContaining("nowhere.json");
        assertThatThrownBy(() -> reward(null, "tone", null))
                .hasMessageContaining("'tone'")
                .hasMessageContaining("relevance");
        assertThatThrownBy(() -> reward(null, null, "http://localhost:1")).hasMessageContaining("model must say");
        assertThatThrownBy(() -> Lexicon.of("nowhere.lexicon")).hasMessageContaining("nowhere.lexicon");
    }

    @Test
    void aModelThatDescribesEditsIsCheckedAtTheStartAndItsKeyNotShown() {
        assertThatThrownBy(() -> new DescribeConfig("localhost", "m", null, null))
                .hasMessageContaining("'localhost'");
        assertThatThrownBy(() -> new DescribeConfig("http://localhost:1", null, null, null))
                .hasMessageContaining("model must say");
        assertThatThrownBy(() -> new DescribeConfig(null, "m", null, null)).hasMessageContaining("without the url");
        assertThatThrownBy(() -> new DescribeConfig("http://localhost:1", "m", null, "nowhere.key"))
                .hasMessageContaining("nowhere.key");
        assertThat(new DescribeConfig("http://localhost:1", "m", "hidden", null).toString())
                .doesNotContain("hidden");
    }

    @Test
    void aProfileHasABound() {
        assertThatThrownBy(() -> ProfileRules.standard().withEntries(0))
                .hasMessageContaining("must be 1 to 1000 per user, not 0");
    }

    private static RewardConfig reward(String followUps, String category, String server) {
        return new RewardConfig(followUps, category, false, null, server, null, OptionalDouble.empty(), 1);
    }

    @Test
    void aLexiconSaysWhichLineIsWrong() {
        assertThatThrownBy(() -> Lexicon.parse("# a comment\nthanks\n[positive]"))
                .hasMessageContaining("line 2")
                .hasMessageContaining("thanks");
    }
}
