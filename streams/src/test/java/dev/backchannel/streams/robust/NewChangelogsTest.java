package dev.backchannel.streams.robust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewChangelogsTest {
    @Test
    void whatAnEarlierReleaseLacksIsMadeLikeWhatItHas(@TempDir Path folder) throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0);
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("app-old-changelog", 3, (short) 1)))
                    .all()
                    .get();
            Topology topology = new Topology();
            part(topology, "upgraded", "old", "new");
            part(topology, "fresh", "whole");
            NewChangelogs changelogs = new NewChangelogs("app", 1, admin);

            assertThat(changelogs.create(topology)).containsExactly("app-new-changelog");
            assertThat(admin.listTopics().names().get())
                    .contains("app-new-changelog")
                    .doesNotContain("app-whole-changelog");
            assertThat(admin.describeTopics(List.of("app-new-changelog"))
                            .allTopicNames()
                            .get()
                            .get("app-new-changelog")
                            .partitions())
                    .hasSize(3);
            assertThat(changelogs.create(topology)).isEmpty();
        }
    }

    /** A sub-topology with these stores. */
    private static void part(Topology topology, String name, String... stores) {
        topology.addSource(name + "-source", new StringDeserializer(), new StringDeserializer(), name);
        topology.addProcessor(name, Nothing::new, name + "-source");
        for (String store : stores) {
            topology.addStateStore(
                    Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(store), Serdes.String(), Serdes.String()),
                    name);
        }
    }

    private static final class Nothing extends ContextualProcessor<String, String, Void, Void> {
        @Override
        public void process(Record<String, String> record) {}
    }
}
