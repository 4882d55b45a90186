package dev.backchannel.e2e.fault.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.RegisteredSchema;
import dev.backchannel.e2e.fault.wire.WiredBroker;
import dev.backchannel.e2e.system.Records;
import dev.backchannel.standalone.chaos.Traffic;
import dev.backchannel.testing.TinyBase;
import dev.backchannel.topics.ReleasedSchemas;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Half of a system is upgraded: events and preferences come from programs a version behind and a version ahead. */
@Tag("fault")
class SchemaVersionsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void recordsOfYesterdayAndOfTomorrowTeachLikeTodays(@TempDir Path folder) {
        Path model = folder.resolve("model");
        TinyBase.load(model, 1).close();
        Topics topics = new Topics(new TopicSettings("v-", TopicSettings.DEFAULT_POLICY, 1, 1));
        try (WiredBroker broker = new WiredBroker(folder.resolve("kafka"), 8);
                Crew crew = new Crew(broker, folder, model, "v-")) {
            List<Interaction> events = todays(broker, crew, topics);
            Schema today = Interaction.getClassSchema();
            List<Schema> released = ReleasedSchemas.versionsOf("Interaction");
            resend(broker, topics, topics.interactions, events, released.get(released.size() - 2), "behind-");
            resend(broker, topics, topics.interactions, events, OtherVersions.ahead(today), "ahead-");

            for (String version : List.of("behind-", "ahead-")) {
                await().atMost(PATIENCE).untilAsserted(() -> assertThat(taught(broker, topics))
                        .as("of %s", version)
                        .anyMatch(id -> id.startsWith(version)));
            }
            assertThat(Records.count(broker.direct(), topics.deadLetters)).isZero();

            Preference todays = Records.of(broker.direct(), topics.preferences).get(0);
            Preference tomorrows = Preference.newBuilder(todays)
                    .setPreferenceId("of-tomorrow")
                    .setConversationId("of-tomorrow")
                    .setUserId("of-tomorrow") // the same text of the same user would be capped
                    .setEvidence(List.of("event-of-tomorrow"))
                    .build();
            write(broker, topics, topics.preferences, "default/x", tomorrows, OtherVersions.ahead(todays.getSchema()));
            // Learned from, or not for a reason (held back, the same text once too often): either way it was read.
            await().atMost(PATIENCE)
                    .until(() -> Records.of(broker.direct(), topics.learnerSteps).stream()
                                    .anyMatch(step -> step.getPreferenceIds().contains("of-tomorrow"))
                            || Records.of(broker.direct(), topics.dispositions).stream()
                                    .anyMatch(end -> end.getEventId().equals("event-of-tomorrow")));
            assertThat(Records.count(broker.direct(), topics.deadLetters)).isZero();
        }
    }

    /** Some conversations through the front door, as they lie on the topic. */
    private static List<Interaction> todays(WiredBroker broker, Crew crew, Topics topics) {
        try (Traffic traffic = new Traffic("today", crew::doors, List.of(), 50)) {
            await().atMost(PATIENCE).until(() -> traffic.conversations() >= 8);
        }
        return Records.of(broker.direct(), topics.interactions);
    }

    private static Set<String> taught(WiredBroker broker, Topics topics) {
        return Records.of(broker.direct(), topics.preferences).stream()
                .map(Preference::getConversationId)
                .collect(Collectors.toSet());
    }

    private static void resend(
            WiredBroker broker,
            Topics topics,
            Topic<String, Interaction> topic,
            List<Interaction> events,
            Schema schema,
            String version) {
        for (Interaction event : events) {
            Interaction other = Interaction.newBuilder(event)
                    .setConversationId(version + event.getConversationId())
                    .build();
            write(broker, topics, topic, "default/" + other.getConversationId(), other, schema);
        }
    }

    /** As its writer does: the schema first. */
    private static void write(
            WiredBroker broker,
            Topics topics,
            Topic<String, ?> topic,
            String key,
            SpecificRecord record,
            Schema schema) {
        String fingerprint = String.format("%016x", SchemaNormalization.parsingFingerprint64(schema));
        Topic<String, RegisteredSchema> schemas = topics.schemasTopic;
        Records.write(
                broker.direct(),
                schemas,
                fingerprint,
                schemas.valueSerde()
                        .serializer()
                        .serialize(schemas.name(), new RegisteredSchema(fingerprint, schema.toString())));
        Records.write(broker.direct(), topic, key, OtherVersions.encode(record, schema));
    }
}
