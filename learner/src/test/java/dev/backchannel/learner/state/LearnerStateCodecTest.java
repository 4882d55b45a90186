package dev.backchannel.learner.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.avro.Preference;
import dev.backchannel.learner.example.Example;
import dev.backchannel.learner.example.ExampleEncoder;
import dev.backchannel.learner.example.SequenceSettings;
import dev.backchannel.learner.example.UnusablePreferenceException;
import dev.backchannel.learner.influence.Influence;
import dev.backchannel.learner.influence.InfluenceCap;
import dev.backchannel.learner.influence.InfluenceSettings;
import dev.backchannel.learner.loss.RewardShift;
import dev.backchannel.learner.step.Rated;
import dev.backchannel.learner.testing.Preferences;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.testing.TinyBase;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearnerStateCodecTest {
    private static final LearnerState EMPTY = LearnerState.initial(4, 2, 9);

    private PolicyModel model;
    private ExampleEncoder encoder;
    private LearnerStateCodec codec;

    @BeforeEach
    void load(@TempDir Path folder) {
        model = TinyBase.load(folder, 1);
        encoder = new ExampleEncoder(model, new SequenceSettings(256, 256), 1, true);
        codec = new LearnerStateCodec(new Topics(TopicSettings.singleBroker()).preferences.valueSerde(), encoder);
    }

    @AfterEach
    void close() {
        model.close();
    }

    @Test
    void whatIsReadIsWhatWasWritten() throws UnusablePreferenceException {
        HeldBack heldBack = EMPTY.heldBack()
                .plus(List.of(rated(10), rated(11)))
                .withPromoted(new double[] {0.5, 1})
                .plus(List.of(rated(12)));
        LearnerState state = new LearnerState(
                        EMPTY.reservoir().plus(List.of(rated(0), rated(1))), heldBack, new RewardShift(0.2, 3))
                .taughtUndecided(List.of(rated(2)), new RewardShift(0.25, 3))
                .with(new LastLook(List.of(List.of(5, 6, 257), List.of(), List.of(257)), -0.25));
        byte[] bytes = codec.write(state);
        LearnerState read = codec.read(bytes, EMPTY);
        assertThat(codec.write(read)).isEqualTo(bytes);
        assertThat(read.shift()).isEqualTo(state.shift());
        assertThat(read.undecided()).extracting(Example::id).containsExactly("p2");
        assertThat(read.lastLook()).isEqualTo(state.lastLook());
        assertThat(read.reservoir().entries()).extracting(Rated::id).containsExactlyInAnyOrder("p0", "p1", "p2");
        assertThat(read.heldBack().cases()).extracting(c -> c.rated().id()).containsExactly("p11", "p12");
        assertThat(read.heldBack().cases()).extracting(HeldBack.Case::promoted).containsExactly(1.0, Double.NaN);
        assertThat(read.heldBack().rated().get(0).reference()).containsExactly(-11.5, -12.5);
    }

    /** Whoever chose their own name may have chosen a long one, in any script; what is kept of it does not grow. */
    @Test
    void influenceIsReadAsItWasWritten() throws UnusablePreferenceException {
        Influence influence = new Influence();
        InfluenceCap cap = new InfluenceCap(InfluenceSettings.defaults());
        for (String name : List.of("u", "x".repeat(70_000), "\u0144\ud83d\ude00".repeat(30_000), "")) {
            Example example = encoder.encode(
                    Preference.newBuilder(Preferences.pair(1)).setUserId(name).build());
            cap.hear(example, influence);
            cap.take(example, influence);
        }
        byte[] bytes = codec.write(EMPTY.with(influence));
        assertThat(codec.read(bytes, EMPTY).influence()).isEqualTo(influence);
        assertThat(codec.write(codec.read(bytes, EMPTY))).isEqualTo(bytes);
        assertThat(bytes).hasSizeLessThan(400);
    }

    /** What users had taught before an upgrade counts after it. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void whatAnEarlierVersionWroteIsRead(int version) throws IOException, UnusablePreferenceException {
        Example next = encoder.encode(Preferences.pair(1));
        long at = next.preference().getAcceptedAt().toEpochMilli();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(version);
            out.writeDouble(0.5);
            out.writeDouble(2);
            out.writeInt(0);
            out.writeInt(0);
            out.writeLong(at);
            out.writeInt(1);
            if (version == 2) {
                out.writeUTF("user default/u1");
            } else {
                out.writeInt("user default/u1".length());
                out.writeBytes("user default/u1");
            }
            out.writeInt(2);
            for (int i = 0; i < 2; i++) {
                out.writeLong(at);
                out.writeDouble(0.75);
            }
            if (version >= 4) {
                out.writeInt(0);
            }
            if (version == 5) {
                out.writeDouble(0.25);
                out.writeInt(0);
            }
        }
        LearnerState read = codec.read(bytes.toByteArray(), EMPTY);
        assertThat(read.lastLook().equals(LastLook.NONE)).isEqualTo(version < 5);
        Influence influence = read.influence();
        assertThat(objection(next, influence, 2.5)).isEmpty();
        assertThat(objection(next, influence, 2.4))
                .hasValueSatisfying(
                        reason -> assertThat(reason).startsWith("user: ").contains("1.50 of weight"));
    }

    private static Optional<String> objection(Example next, Influence influence, double largestWeight) {
        InfluenceCap cap = new InfluenceCap(InfluenceSettings.perUser(Duration.ofHours(1), largestWeight));
        cap.hear(next, influence);
        return cap.objection(next, influence);
    }

    @Test
    void brokenBytesAndOtherVersionsAreNamed() throws UnusablePreferenceException {
        byte[] bytes = codec.write(
                new LearnerState(EMPTY.reservoir().plus(List.of(rated(0))), EMPTY.heldBack(), RewardShift.NONE));
        assertThatThrownBy(() -> codec.read(Arrays.copyOf(bytes, bytes.length - 9), EMPTY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("broken");
        bytes[3] = 7;
        assertThatThrownBy(() -> codec.read(bytes, EMPTY)).hasMessageContaining("version 7");
    }

    private Rated rated(int i) throws UnusablePreferenceException {
        return new Rated(encoder.encode(Preferences.pair(i)), new double[] {-i - 0.5, -i - 1.5});
    }
}
