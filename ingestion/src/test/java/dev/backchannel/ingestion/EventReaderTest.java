package dev.backchannel.ingestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.access.Principal;
import dev.backchannel.avro.Interaction;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.Random;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventReaderTest {
    private final EventReader reader = new EventReader(new EventMapper(Clock.systemUTC(), 10_000), 10);

    @Test
    void placesCountBlankLinesButIndexesDoNot() throws Exception {
        Batch batch = reader.read(
                bytes("\n\n" + Events.thumb("a") + "\n \t\r\n{\n" + Events.thumb("b")),
                BodyFormat.NDJSON,
                Principal.OPEN);
        assertThat(batch.valid()).extracting(Batch.Valid::index).containsExactly(0, 2);
        assertThat(batch.rejected()).singleElement().satisfies(r -> {
            assertThat(r.index()).isEqualTo(1);
            assertThat(r.error()).startsWith("not JSON, at line 5, column ");
        });
    }

    @Test
    void aLineHoldsOneValue() throws Exception {
        Batch batch = reader.read(bytes(Events.thumb("a") + Events.thumb("b")), BodyFormat.NDJSON, Principal.OPEN);
        assertThat(batch.valid()).isEmpty();
        assertThat(batch.rejected()).hasSize(1);
    }

    @Test
    void tenEventsAreTakenAndElevenAreNot() throws Exception {
        String ten = (Events.thumb("a") + "\n").repeat(10);
        assertThat(reader.read(bytes(ten), BodyFormat.NDJSON, Principal.OPEN).valid())
                .hasSize(10);
        for (String last : new String[] {Events.thumb("b"), "{broken", "{}"}) {
            assertThatThrownBy(() -> reader.read(bytes(ten + last), BodyFormat.NDJSON, Principal.OPEN))
                    .isInstanceOfSatisfying(
                            Refusal.class, r -> assertThat(r.status()).isEqualTo(413));
        }
    }

    /** Whatever the bytes, a body is read or refused, and what is read can be written. */
    @ParameterizedTest
    @EnumSource(BodyFormat.class)
    void garbageNeverEscapes(BodyFormat format) {
        Serde<Interaction> serde = new Topics(TopicSettings.singleBroker()).interactions.valueSerde();
        String turn = Events.turn("t").replace("\n", "");
        byte[] good = bytes(
                format == BodyFormat.JSON
                        ? "[" + turn + "," + Events.thumb("a") + "]"
                        : turn + "\n" + Events.thumb("a"));
        Random random = new Random(7);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] body = mutated(good, random);
            try {
                for (Batch.Valid event :
                        reader.read(body, format, Principal.OPEN).valid()) {
                    byte[] written = serde.serializer().serialize("t", event.interaction());
                    assertThat(serde.deserializer().deserialize("t", written)).isEqualTo(event.interaction());
                    read++;
                }
            } catch (Refusal refusal) {
                assertThat(refusal.status()).isBetween(400, 499);
                assertThat(refusal.getMessage()).isNotBlank().doesNotContain("\n");
            }
        }
        assertThat(read).isGreaterThan(5_000);
    }

    private static byte[] mutated(byte[] good, Random random) {
        byte[] body = random.nextInt(4) == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
        for (int flips = random.nextInt(4); flips > 0 && body.length > 0; flips--) {
            body[random.nextInt(body.length)] = (byte) random.nextInt(256);
        }
        return body;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
