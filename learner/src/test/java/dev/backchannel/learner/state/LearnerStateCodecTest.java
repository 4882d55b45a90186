package dev.backchannel.learner.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.avro.Preference;
import dev.backchannel.learner.example.Example;
import dev.backchannel.learner.example.ExampleEncoder;
import dev.backchannel.learner.example.SequenceSettings;
import dev.backchannel.learner.example.UnusablePreferenceException;
import dev.backchannel.learner.loss.RewardShift;
import dev.backchannel.learner.step.Rated;
import dev.backchannel.learner.testing.Preferences;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.testing.TinyBase;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    /** Whoever chose their own name may have chosen a long one, in any script. */
    @Test
    void aUsersNameMayBeLong() throws UnusablePreferenceException {
        Influence influence = new Influence();
        for (String name : List.of("u", "x".repeat(70_000), "\u0144\ud83d\ude00".repeat(30_000), "")) {
            Preference preference =
                    Preference.newBuilder(Preferences.pair(1)).setUserId(name).build();
            assertThat(influence.admit(encoder.encode(preference), 1_000, 10)).isTrue();
        }
        LearnerState state = EMPTY.with(influence);
        assertThat(codec.read(codec.write(state), EMPTY).influence()).isEqualTo(influence);
    }

    @Test
    void whatAnEarlierVersionWroteIsRead() throws UnusablePreferenceException {
        Influence influence = new Influence();
        influence.admit(encoder.encode(Preferences.pair(1)), 1_000, 10);
        byte[] written = codec.write(EMPTY.with(influence));
        // Version 4 did not know what the gate had seen (a number and no answers); before it nothing was undecided, and
        // nobody wrote so.
        byte[] fourth = Arrays.copyOf(written, written.length - 12);
        ByteBuffer.wrap(fourth).putInt(0, 4);
        LearnerState before = codec.read(fourth, EMPTY);
        assertThat(before.influence()).isEqualTo(influence);
        assertThat(before.lastLook()).isEqualTo(LastLook.NONE);
        byte[] now = Arrays.copyOf(fourth, fourth.length - 4);
        int name = "user default/u1".length();
        // Version 2 wrote the name's length in two bytes, not four.
        ByteBuffer second = ByteBuffer.allocate(now.length - 2);
        int at = now.length - name - 4 - 4 - 16;
        second.put(now, 0, at).putShort((short) name).put(now, at + 4, now.length - at - 4);
        second.putInt(0, 2);
        assertThat(codec.read(second.array(), EMPTY).influence()).isEqualTo(influence);
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
