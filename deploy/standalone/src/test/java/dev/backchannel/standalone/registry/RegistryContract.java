package dev.backchannel.standalone.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import dev.backchannel.topics.ReleasedSchemas;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import dev.backchannel.topics.registry.Compatibility;
import dev.backchannel.topics.registry.RegistryRefusedException;
import dev.backchannel.topics.registry.RegistrySettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What must hold of any registry that speaks Confluent's API. */
abstract class RegistryContract {
    private static final AtomicInteger TESTS = new AtomicInteger();

    private String prefix;
    private RegistryClientOfOthers others;
    private Topics topics;

    /** Base of its API. */
    abstract String url();

    @BeforeEach
    void useTopicsOfOnesOwn() {
        prefix = "t" + TESTS.incrementAndGet() + "-";
        others = new RegistryClientOfOthers(url());
        topics = topics(RegistrySettings.at(url()));
    }

    @Test
    void othersReadWhatIsWrittenHere() throws Exception {
        topics.registerSchemas();
        Interaction event = thumb("e1");

        byte[] record = write(event);

        assertThat(record[0]).isZero();
        GenericRecord read = others.read(record);
        assertThat(read.getSchema()).isEqualTo(Interaction.getClassSchema());
        assertThat(read.get("event_id").toString()).isEqualTo("e1");
        assertThat(read(topics(RegistrySettings.at(url())), record)).isEqualTo(event);
        assertThat(topics.interactions.valueSerde().serializer().serialize("t", null))
                .isNull();
    }

    @Test
    void everyTopicsSchemaIsRegisteredUnderItsSubject() throws Exception {
        topics.registerSchemas();

        for (Topic<String, ?> topic : topics.all()) {
            if (topic != topics.schemasTopic) {
                assertThat(others.latest(topic.name() + "-value").getNamespace())
                        .isEqualTo("dev.backchannel.avro");
            }
        }
        assertThat(others.latest(topics.profiles.name() + "-value").getName()).isEqualTo("PreferenceProfile");
    }

    @Test
    void recordsOfANewerAndOfEveryOlderSchemaAreRead() throws Exception {
        int newer = others.register(subject(), Versions.NEWER);
        Interaction star =
                read(topics, RegistryClientOfOthers.write(newer, Versions.thumb(Versions.NEWER, "e1", "STAR")));
        assertThat(star.getEventId()).isEqualTo("e1");
        assertThat(((Thumb) star.getPayload()).getValue()).isEqualTo(ThumbValue.UNKNOWN);

        List<Schema> released = ReleasedSchemas.versionsOf("Interaction");
        assertThat(released).hasSizeGreaterThan(1);
        for (Schema older : released) {
            int id = others.register(prefix + "older", older);
            Interaction read = read(topics, RegistryClientOfOthers.write(id, Versions.thumb(older, "e2", "UP")));
            assertThat(((Thumb) read.getPayload()).getValue()).isEqualTo(ThumbValue.UP);
        }
        topics.registerSchemas(); // today's is compatible with tomorrow's
    }

    @Test
    void recordsOfAnIncompatibleOrUnknownSchemaAreUnreadable() throws Exception {
        int id = others.register(prefix + "elsewhere", Versions.INCOMPATIBLE);
        byte[] record = RegistryClientOfOthers.write(id, Versions.thumb(Versions.INCOMPATIBLE, 7L, "UP"));

        assertThatThrownBy(() -> read(topics, record))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("schema " + id)
                .hasMessageContaining("no Interaction that can be read here");
        assertThatThrownBy(() -> read(topics, new byte[] {0, 0x7f, 1, 2, 3, 4, 5}))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("schema 2130772483")
                .hasMessageContaining("does not know");
        byte[] good = write(thumb("e1"));
        for (int length = 0; length < good.length; length++) {
            byte[] truncated = java.util.Arrays.copyOf(good, length);
            assertThatThrownBy(() -> read(topics, truncated)).isInstanceOf(SerializationException.class);
        }
    }

    @Test
    void aSubjectThatHoldsAnIncompatibleSchemaFailsTheStart() throws Exception {
        others.register(subject(), Versions.INCOMPATIBLE);

        assertThatThrownBy(() -> topics.registerSchemas())
                .isInstanceOf(RegistryRefusedException.class)
                .hasMessageContaining(subject())
                .hasMessageContaining("incompatible");
    }

    @Test
    void onceRegisteredAnIncompatibleSchemaOfOthersIsRefused() {
        topics.registerSchemas();

        assertThatThrownBy(() -> others.register(subject(), Versions.INCOMPATIBLE))
                .hasMessageContaining("409");
    }

    @Test
    void aSecondStartFindsTheSameIdsAndChangesNothing() throws Exception {
        topics.registerSchemas();
        byte[] before = write(thumb("e1"));

        topics = topics(RegistrySettings.at(url()));
        topics.registerSchemas();

        assertThat(write(thumb("e1"))).isEqualTo(before);
    }

    @Test
    void whoMayNotRegisterFindsWhatStandsThere() {
        Topics reading = topics(
                new RegistrySettings(url(), "", "", false, Compatibility.FULL_TRANSITIVE, Duration.ofSeconds(5)));
        assertThatThrownBy(reading::registerSchemas)
                .isInstanceOf(RegistryRefusedException.class)
                .hasMessageContaining("registry.register=true");

        topics.registerSchemas();
        reading.registerSchemas();
        assertThat(reading.interactions.valueSerde().serializer().serialize(reading.interactions.name(), thumb("e1")))
                .isEqualTo(write(thumb("e1")));
    }

    @Test
    void whatWasWrittenBeforeThereWasARegistryIsRead() {
        Topics without = topics(RegistrySettings.none());
        Interaction event = thumb("e1");

        byte[] old = without.interactions.valueSerde().serializer().serialize(without.interactions.name(), event);
        assertThat(read(topics, old)).isEqualTo(event);
        assertThatThrownBy(() -> read(without, write(event)))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("set registry.url");
    }

    private Topics topics(RegistrySettings registry) {
        return new Topics(new TopicSettings(prefix, TopicSettings.DEFAULT_POLICY, 1, 1).withRegistry(registry));
    }

    private String subject() {
        return topics.interactions.name() + "-value";
    }

    private byte[] write(Interaction event) {
        return topics.interactions.valueSerde().serializer().serialize(topics.interactions.name(), event);
    }

    private static Interaction read(Topics reader, byte[] record) {
        return reader.interactions.valueSerde().deserializer().deserialize(reader.interactions.name(), record);
    }

    private static Interaction thumb(String id) {
        return new Interaction(
                id, "default", "c", "t", "u", Instant.EPOCH, "test", true, new Thumb(ThumbValue.UP, "Grüße 👋"));
    }
}
