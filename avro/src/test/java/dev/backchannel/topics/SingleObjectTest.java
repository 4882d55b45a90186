package dev.backchannel.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.avro.Acceptance;
import dev.backchannel.avro.Answer;
import dev.backchannel.avro.Assignment;
import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Edit;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.GateVerdict;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Label;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Prompt;
import dev.backchannel.avro.Sampling;
import dev.backchannel.avro.SignalKind;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import dev.backchannel.avro.Turn;
import dev.backchannel.avro.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

class SingleObjectTest {
    private static final Instant AT = Instant.parse("2026-11-20T10:00:00.123Z");

    private final Topics topics = new Topics(TopicSettings.singleBroker());
    private final Serde<Interaction> interactions = topics.interactions.valueSerde();

    @Test
    void interactionsOfEachKindComeBackEqual() {
        Turn turn = new Turn(
                List.of(new Message("user", "Grüße 👋")),
                "Hello!",
                "<|im_start|>user\n",
                List.of(1, 2, 3),
                FinishReason.STOP,
                new Sampling(0.7, 0.9, 64, 5L),
                null,
                "base",
                "control",
                "digest",
                120L,
                30L,
                null,
                List.of("Be brief."),
                new Assignment("default", 3L, 0.5));
        for (Object payload : List.of(turn, new Edit("x"), new Thumb(ThumbValue.NONE, "oops"), new Acceptance())) {
            Interaction event = new Interaction("e", "default", "c", "t", null, AT, "test", false, payload);
            assertThat(back(interactions, event)).isEqualTo(event);
        }
    }

    @Test
    void preferencesAndCheckpointsComeBackEqual() {
        Answer answer = new Answer("yes", List.of(), FinishReason.UNKNOWN);
        for (Object body : List.of(new Pair(answer, answer), new Label(answer, true))) {
            Preference preference = new Preference(
                    "p",
                    "default",
                    "c",
                    "t",
                    "u",
                    new Prompt(List.of(new Message("user", "hi")), null),
                    0.5,
                    SignalKind.EDIT,
                    List.of("e1", "t2#follow-up"),
                    Map.of("distance", "0.4"),
                    "base",
                    null,
                    AT,
                    body,
                    "no, I meant tea");
            assertThat(back(topics.preferences.valueSerde(), preference)).isEqualTo(preference);
        }
        Checkpoint checkpoint = Checkpoint.newBuilder()
                .setCheckpointId("abc")
                .setBaseDigest("b")
                .setUri("u")
                .setFileDigests(Map.of("f", "d"))
                .setStep(1)
                .setConsumedOffset(9)
                .setMetrics(Map.of("loss", 0.69))
                .setGate(new GateVerdict(Verdict.PASSED, List.of()))
                .setProbes(List.of())
                .setNewestAcceptedAt(AT)
                .setCreatedAt(AT)
                .build();
        assertThat(back(topics.checkpoints.valueSerde(), checkpoint)).isEqualTo(checkpoint);
    }

    @Test
    void nullIsATombstone() {
        assertThat(interactions.serializer().serialize("t", null)).isNull();
        assertThat(interactions.deserializer().deserialize("t", null)).isNull();
    }

    @Test
    void saysWhatIsWrongWithWrongBytes() {
        assertThatThrownBy(() -> read("{\"type\":\"thumb\"}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(SerializationException.class)
                .hasMessage(
                        "not Avro single-object encoding (the first bytes are not C3 01): 16 bytes where a Interaction"
                                + " was expected on interactions");
        assertThatThrownBy(() -> read(new byte[0])).isInstanceOf(SerializationException.class);
        assertThatThrownBy(() -> read(new byte[] {(byte) 0xC3, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9}))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("unknown writer schema on interactions")
                .hasMessageContaining("publish it to the schemas topic");
        byte[] good = interactions
                .serializer()
                .serialize("t", new Interaction("e", "default", "c", "t", null, AT, "test", true, new Edit("x")));
        for (int length = 1; length < good.length; length++) {
            byte[] truncated = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> read(truncated)).isInstanceOf(SerializationException.class);
        }
    }

    /** Twenty bytes must not take two gigabytes. */
    @Test
    void whatARecordClaimsToHoldIsNotBelieved() {
        Interaction event = new Interaction("e", "default", "c", "t", null, AT, "test", false, new Acceptance());
        byte[] header = Arrays.copyOf(interactions.serializer().serialize("t", event), 10);
        // Zigzag varints of the first text's length: 2^31 - 17, 2^62, -5.
        for (String length : List.of("deffffff0f", "8080808080808080807f", "09")) {
            byte[] claim = HexFormat.of().parseHex(length);
            byte[] record = Arrays.copyOf(header, 40);
            System.arraycopy(claim, 0, record, 10, claim.length);
            assertThatThrownBy(() -> read(record))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("garbled");
        }
    }

    @Test
    void anotherRecordOfTheContractIsNotAnInteraction() {
        byte[] checkpointStatus = topics.serde(Message.class).serializer().serialize("t", new Message("user", "hi"));
        assertThatThrownBy(() -> read(checkpointStatus)).isInstanceOf(SerializationException.class);
    }

    private Interaction read(byte[] bytes) {
        return interactions.deserializer().deserialize("interactions", bytes);
    }

    private static <T> T back(Serde<T> serde, T value) {
        return serde.deserializer().deserialize("t", serde.serializer().serialize("t", value));
    }
}
