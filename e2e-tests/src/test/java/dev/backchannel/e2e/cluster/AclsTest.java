package dev.backchannel.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.backchannel.e2e.fault.run.Quick;
import dev.backchannel.e2e.system.Api;
import dev.backchannel.e2e.system.Cli;
import dev.backchannel.e2e.system.Records;
import dev.backchannel.standalone.acl.RoleAcls;
import dev.backchannel.standalone.chaos.Fleet;
import dev.backchannel.standalone.chaos.FleetOptions;
import dev.backchannel.standalone.chaos.Traffic;
import dev.backchannel.standalone.config.Knobs;
import dev.backchannel.standalone.config.SettingsLoader;
import dev.backchannel.standalone.system.KafkaSignIn;
import dev.backchannel.standalone.system.RoleKind;
import dev.backchannel.testing.TinyBase;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each role signs in as its own user with no more than {@code acls.txt} allows, and the loop closes; and it is no more. */
@Tag("fault")
class AclsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final RoleAcls ACLS = RoleAcls.reference();

    private final Topics topics = new Topics(new TopicSettings("kiosk-", TopicSettings.DEFAULT_POLICY, 1, 1));

    @TempDir
    Path folder;

    @Test
    void everyRoleWorksWithItsOwnAndNoMore() throws Exception {
        Path model = folder.resolve("model");
        TinyBase.load(model, 1).close();
        try (SecuredBroker broker = new SecuredBroker(folder.resolve("kafka"));
                DeniedOperations denied = new DeniedOperations()) {
            for (String role : ACLS.roles()) {
                admit(broker, role);
            }
            assertThat(cli(broker, "operator", "topics", "create").out()).contains("16 created");

            List<String> settings = new ArrayList<>(List.of("--model", model.toString()));
            Map<String, String> quick = new HashMap<>(Quick.SETTINGS);
            quick.put("topic-prefix", "kiosk-");
            quick.forEach((key, value) -> settings.addAll(List.of("--set", key + "=" + value)));
            Map<RoleKind, List<String>> own = new HashMap<>();
            for (RoleKind kind : RoleKind.values()) {
                own.put(kind, List.of("--config", file(kind.label()).toString()));
            }
            try (Fleet fleet = Fleet.start(
                    new FleetOptions(folder.resolve("roles"), broker.address(), 1, settings).withOfRole(own))) {
                Traffic traffic =
                        new Traffic("acl", () -> fleet.urls(RoleKind.INGESTION), fleet.urls(RoleKind.POLICY_SERVER), 8);
                try (traffic) {
                    await().atMost(PATIENCE).until(() -> Records.count(broker.unsecured(), topics.checkpoints) > 3);
                }
                Api server = new Api(fleet.urls(RoleKind.POLICY_SERVER).get(0));
                await().atMost(PATIENCE).until(() -> !server.chat("One tea please.", "look", "looker")
                        .headers()
                        .get("x-backchannel-checkpoint")
                        .equals("base"));
                assertThat(cli(broker, "operator", "audit", "--settle", "60").out())
                        .contains("The ledger balances.");
                assertThat(denied.lines()).isEmpty();
            }
            assertMayNotWrite(broker, "policy-server", topics.preferences.name());
            assertMayNotWrite(broker, "policy-server", topics.checkpoints.name());
            assertMayNotWrite(broker, "ingestion", topics.preferences.name());
            assertMayNotWrite(broker, "ingestion", topics.operatorCommands.name());
            assertMayNotWrite(broker, "streams", topics.checkpoints.name());
            assertMayNotWrite(broker, "learner", topics.interactions.name());
            assertMayNotWrite(broker, "learner", topics.preferences.name());
            assertMayNotWrite(broker, "operator", topics.interactions.name());

            Files.writeString(folder.resolve("operator.password"), "not it");
            Cli.Result stranger = run(broker, "operator", "topics", "create");
            assertThat(stranger.exit()).isOne();
            assertThat(stranger.err()).contains("Authentication failed").doesNotContain("not it");
        }
    }

    private void admit(SecuredBroker broker, String role) throws Exception {
        String word = "word of \"" + role + "\" \\ and more";
        broker.user(role, word, ACLS.of(role, topics.settings(), "User:" + role));
        Path password = Files.writeString(folder.resolve(role + ".password"), word + "\n");
        Files.writeString(file(role), broker.settings(role, password));
    }

    private Path file(String role) {
        return folder.resolve(role + ".properties");
    }

    private Cli.Result cli(SecuredBroker broker, String role, String... command) {
        Cli.Result result = run(broker, role, command);
        assertThat(result.exit()).as(result.out() + result.err()).isZero();
        return result;
    }

    private Cli.Result run(SecuredBroker broker, String role, String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(
                "--bootstrap-servers", broker.address(), "--config", file(role).toString()));
        all.addAll(List.of("--set", "topic-prefix=kiosk-", "--set", "partitions=1"));
        return Cli.run(all.toArray(String[]::new));
    }

    private void assertMayNotWrite(SecuredBroker broker, String role, String topic) {
        Map<String, Object> connection = new HashMap<>(KafkaSignIn.of(
                new SettingsLoader(Knobs.reference(), Map.of()).load(Optional.of(file(role)), Map.of())));
        connection.put("bootstrap.servers", broker.address());
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(connection, new StringSerializer(), new StringSerializer())) {
            assertThatThrownBy(() ->
                            producer.send(new ProducerRecord<>(topic, "k", "v")).get(30, TimeUnit.SECONDS))
                    .as("%s writes to %s", role, topic)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
        }
    }
}
