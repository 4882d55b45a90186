package dev.backchannel.standalone.deploy;

import static dev.backchannel.standalone.deploy.Deployment.at;
import static dev.backchannel.standalone.deploy.Deployment.list;
import static dev.backchannel.standalone.deploy.Deployment.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.standalone.Main;
import dev.backchannel.standalone.system.StandaloneOptions;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the chart asks Strimzi for, against the topics of the contract and the list of what each role must be allowed. */
class ChartKafkaTest {
    @TempDir
    Path folder;

    @Test
    void everyTopicOfTheContractIsThereAsTheCodeWouldMakeIt() throws IOException {
        Map<String, Object> values = Chart.values();
        values.putAll(Map.of("topicPrefix", "p-", "policy", "kiosk", "policySuffix", ".kiosk"));
        Map<String, Topic<String, ?>> expected = new TreeMap<>();
        new Topics(StandaloneOptions.topics(Chart.settings(values, folder)))
                .all()
                .forEach(topic -> expected.put(topic.name(), topic));
        Map<String, Map<String, Object>> rendered = new TreeMap<>();
        Chart.objects(values, "KafkaTopic")
                .forEach(object -> rendered.put(at(object, "metadata.name"), map(object.get("spec"))));

        assertThat(rendered.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, topic) -> {
            Map<String, Object> spec = rendered.get(name);
            assertThat(spec)
                    .as(name)
                    .containsEntry("partitions", topic.partitions())
                    .containsEntry("replicas", 3);
            Map<String, Object> config = map(spec.get("config"));
            boolean compacted = topic.cleanup() == Topic.Cleanup.COMPACT;
            assertThat(config)
                    .as(name)
                    .containsEntry("cleanup.policy", compacted ? "compact" : "delete")
                    .containsEntry("message.timestamp.type", topic.brokerTime() ? "LogAppendTime" : "CreateTime")
                    .containsEntry("max.message.bytes", Topic.MAX_RECORD_BYTES)
                    .containsEntry("min.insync.replicas", 2);
            assertThat(config.containsKey("retention.ms")).as(name).isNotEqualTo(compacted);
            if (!compacted) {
                assertThat(((Number) config.get("retention.ms")).longValue())
                        .as(name)
                        .isEqualTo(topic.retention().toMillis());
            }
        });
    }

    @Test
    void everyRoleMayDoWhatItMustAndNoMore() throws IOException {
        Map<String, Object> values = Chart.values();
        map(values.get("kafka")).put("users", true);
        values.putAll(Map.of("topicPrefix", "p-", "policy", "kiosk", "policySuffix", ".kiosk"));
        Map<String, Set<String>> allowed = new TreeMap<>();
        for (Map<String, Object> user : Chart.objects(values, "KafkaUser")) {
            assertThat((String) at(user, "spec.authorization.type")).isEqualTo("simple");
            String role = at(user, "metadata.name").toString().replaceFirst("^b-", "");
            for (Object acl : list(at(user, "spec.authorization.acls"))) {
                Set<String> operations = new TreeSet<>(Deployment.<String>list(map(acl).get("operations")));
                allowed.computeIfAbsent(role, r -> new TreeSet<>())
                        .add(at(acl, "resource.type") + " " + at(acl, "resource.name") + " "
                                + at(acl, "resource.patternType") + " " + operations);
            }
        }
        assertThat(allowed).isEqualTo(needed());
    }

    /** By role, from the program's own list. */
    private static Map<String, Set<String>> needed() throws IOException {
        Map<String, Set<String>> needed = new TreeMap<>();
        try (InputStream in = Main.class.getResourceAsStream("/acls.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] columns = line.split("\\s+");
                    String name = columns[2].replace("{prefix}", "p-").replace("{policy}", ".kiosk");
                    needed.computeIfAbsent(columns[0], r -> new TreeSet<>())
                            .add(columns[1].replace("transactional-id", "transactionalId") + " " + name + " "
                                    + columns[3].replace("prefixed", "prefix") + " " + operations(columns[4]));
                }
            }
        }
        return needed;
    }

    /** DESCRIBE_CONFIGS is DescribeConfigs to Strimzi. */
    private static Set<String> operations(String column) {
        return Arrays.stream(column.split(","))
                .map(operation -> Arrays.stream(operation.split("_"))
                        .map(part -> part.charAt(0) + part.substring(1).toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining()))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
