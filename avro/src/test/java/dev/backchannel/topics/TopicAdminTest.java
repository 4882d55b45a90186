package dev.backchannel.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicAdminTest {
    @Test
    void createsWhatIsMissingOnceAndRefusesOtherPartitions(@TempDir Path directory) throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0);
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            TopicAdmin topicAdmin = new TopicAdmin(admin);
            Topics topics = new Topics(new TopicSettings("p-", "kiosk", 3, 1));

            assertThat(topicAdmin.missing(topics)).hasSize(topics.all().size()).contains("p-interactions");
            assertThat(topicAdmin.createMissing(topics)).hasSize(topics.all().size());
            assertThat(topicAdmin.createMissing(topics)).isEmpty();
            assertThat(topicAdmin.missing(topics)).isEmpty();
            assertThat(topics.preferences.name()).isEqualTo("p-preferences.kiosk");
            assertThat(config(admin, "p-interactions")
                            .get("message.timestamp.type")
                            .value())
                    .isEqualTo("LogAppendTime");
            assertThat(config(admin, "p-checkpoints.kiosk")
                            .get("cleanup.policy")
                            .value())
                    .isEqualTo("compact");

            assertThat(topicAdmin.fitted(topics.settings().withReplication(0))).isEqualTo(topics.settings());
            assertThat(topics.interactions.toNewTopic((short) 3).configs().get("min.insync.replicas"))
                    .isEqualTo("2");

            Topics wider = new Topics(new TopicSettings("p-", "kiosk", 4, 1));
            assertThatThrownBy(() -> topicAdmin.createMissing(wider))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "the topic p-interactions has 3 partitions, but 4 are configured; set --partitions 3 or use"
                                    + " another --topic-prefix");
        }
    }

    private static Config config(Admin admin, String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(List.of(resource))
                .all()
                .get(30, TimeUnit.SECONDS)
                .get(resource);
    }
}
