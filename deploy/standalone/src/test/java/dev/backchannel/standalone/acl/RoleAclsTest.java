package dev.backchannel.standalone.acl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.standalone.system.RoleKind;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

class RoleAclsTest {
    private static final TopicSettings SETTINGS = new TopicSettings("p-", "kiosk", 1, 3);
    private static final Set<String> TOPICS =
            new Topics(SETTINGS).all().stream().map(Topic::name).collect(Collectors.toSet());

    private final RoleAcls acls = RoleAcls.reference();

    @Test
    void everyRoleThatRunsAloneIsListed() {
        assertThat(acls.roles())
                .containsAll(
                        Arrays.stream(RoleKind.values()).map(RoleKind::label).toList());
    }

    @Test
    void everyTopicNamedIsOneOfTheContract() {
        for (String role : acls.roles()) {
            assertThat(topics(role, AclOperation.DESCRIBE))
                    .as(role)
                    .isNotEmpty()
                    .isSubsetOf(TOPICS);
        }
    }

    @Test
    void theOperatorMayCreateAndReadThemAll() {
        assertThat(topics("operator", AclOperation.CREATE)).isEqualTo(TOPICS);
        assertThat(topics("operator", AclOperation.READ)).isEqualTo(TOPICS);
    }

    @Test
    void eachTopicThatDecidesHasFewWriters() {
        assertThat(writers("p-checkpoints.kiosk")).containsExactly("learner");
        assertThat(writers("p-learner-steps.kiosk")).containsExactly("learner");
        assertThat(writers("p-preferences.kiosk")).containsExactly("streams");
        assertThat(writers("p-controls")).containsExactly("streams");
        assertThat(writers("p-operator-commands")).containsExactly("streams", "operator");
        assertThat(writers("p-interactions")).containsExactly("ingestion", "streams", "policy-server");
    }

    @Test
    void theDocumentsShowTheSame() throws IOException {
        assertThat(Files.readString(Path.of("../../docs/kafka.md")))
                .as("the table is made by ./backchannel topics acls --markdown")
                .contains(acls.table());
    }

    @Test
    void aCommandOfKafkasToolALine() {
        assertThat(acls.commands(SETTINGS, "bc-"))
                .contains("kafka-acls --add --allow-principal User:bc-ingestion --operation Describe --operation Write"
                        + " --topic 'p-interactions'")
                .contains("kafka-acls --add --allow-principal User:bc-streams --operation Describe --operation Write"
                        + " --transactional-id 'p-backchannel-streams' --resource-pattern-type prefixed");
    }

    private List<String> writers(String topic) {
        return acls.roles().stream()
                .filter(role -> topics(role, AclOperation.WRITE).contains(topic))
                .toList();
    }

    private Set<String> topics(String role, AclOperation operation) {
        return acls.of(role, SETTINGS, "User:x").stream()
                .filter(acl -> acl.pattern().resourceType() == ResourceType.TOPIC
                        && acl.pattern().patternType() == PatternType.LITERAL
                        && acl.entry().operation() == operation)
                .map(AclBinding::pattern)
                .map(pattern -> pattern.name())
                .collect(Collectors.toSet());
    }
}
