package dev.backchannel.standalone.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.config.Knobs;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.config.SettingsLoader;
import dev.backchannel.standalone.system.Registration;
import dev.backchannel.standalone.system.StandaloneOptions;
import dev.backchannel.testing.registry.SchemaRegistryServer;
import dev.backchannel.topics.Topics;
import dev.backchannel.topics.registry.RegistryAwayException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On a server in this process that does what Confluent's documents say. */
class RegistryTest extends RegistryContract {
    private static final byte[] UNKNOWN = {0, 0, 0, 0x7f, 1, 2, 3};

    private static SchemaRegistryServer registry;

    @BeforeAll
    static void start() throws IOException {
        registry = new SchemaRegistryServer();
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    @Override
    String url() {
        return registry.url();
    }

    @Test
    void aRegistryThatIsAwayIsNoFaultOfTheRecord() throws IOException {
        try (SchemaRegistryServer server = new SchemaRegistryServer()) {
            Topics topics = new Topics(StandaloneOptions.topics(settings(server, Map.of())));
            server.away(true);
            assertThatThrownBy(() -> read(topics, UNKNOWN))
                    .isInstanceOf(RegistryAwayException.class)
                    .hasMessageContaining(server.url())
                    .hasMessageContaining("not now");
            assertThatThrownBy(() -> Registration.of(topics))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("--registry-url");

            server.away(false);
            assertThatThrownBy(() -> read(topics, UNKNOWN)).isInstanceOf(SerializationException.class);
            Registration.of(topics);
        }
    }

    @Test
    void aFloodOfUnknownIdsIsNoFloodOfRequests() throws IOException {
        try (SchemaRegistryServer server = new SchemaRegistryServer()) {
            Topics topics = new Topics(StandaloneOptions.topics(settings(server, Map.of())));
            for (int i = 0; i < 100; i++) {
                assertThatThrownBy(() -> read(topics, UNKNOWN)).isInstanceOf(SerializationException.class);
            }
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void aRegistryThatWantsAUserIsToldByTheEnvironment() throws IOException {
        try (SchemaRegistryServer server = new SchemaRegistryServer()) {
            server.wants("ann", "secret");
            assertThatThrownBy(() -> Registration.of(new Topics(StandaloneOptions.topics(settings(server, Map.of())))))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("registry.password")
                    .hasMessageContaining("401");

            Registration.of(new Topics(StandaloneOptions.topics(settings(
                    server, Map.of("BACKCHANNEL_REGISTRY_USER", "ann", "BACKCHANNEL_REGISTRY_PASSWORD", "secret")))));
            assertThat(server.versions("preferences-value")).isEqualTo(1);
        }
    }

    @Test
    void anAddressThatIsNoRegistrysIsNamed() throws IOException {
        try (SchemaRegistryServer server = new SchemaRegistryServer()) {
            Map<String, String> elsewhere = Map.of("registry.url", server.url() + "/somewhere");
            Topics topics = new Topics(StandaloneOptions.topics(
                    new SettingsLoader(Knobs.reference(), Map.of()).load(Optional.empty(), elsewhere)));
            assertThatThrownBy(() -> Registration.of(topics))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("/apis/ccompat/v7");
        }
        Map<String, String> wrong = Map.of("registry.url", "https://ann:secret@registry");
        assertThatThrownBy(() -> StandaloneOptions.topics(
                        new SettingsLoader(Knobs.reference(), Map.of()).load(Optional.empty(), wrong)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("without a user")
                .hasMessageNotContaining("secret");
    }

    private static Settings settings(SchemaRegistryServer server, Map<String, String> environment) {
        return new SettingsLoader(Knobs.reference(), environment)
                .load(Optional.empty(), Map.of("registry.url", server.url()));
    }

    private static Object read(Topics topics, byte[] record) {
        return topics.interactions.valueSerde().deserializer().deserialize(topics.interactions.name(), record);
    }
}
