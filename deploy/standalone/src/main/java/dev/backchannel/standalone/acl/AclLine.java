package dev.backchannel.standalone.acl;

import dev.backchannel.topics.TopicSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * One line of the list: one role, one resource.
 *
 * @param name with {@code {prefix}} and {@code {policy}} in it
 */
record AclLine(String role, ResourceType kind, String name, PatternType pattern, List<AclOperation> operations) {
    private static final int COLUMNS = 5;

    static AclLine parse(String line) {
        String[] columns = line.split("\\s+", 0);
        if (columns.length != COLUMNS) {
            throw new IllegalArgumentException("'" + line + "' has " + columns.length + " columns, not " + COLUMNS);
        }
        return new AclLine(
                columns[0],
                ResourceType.fromString(columns[1].replace('-', '_').toUpperCase(Locale.ROOT)),
                columns[2],
                PatternType.fromString(columns[3].toUpperCase(Locale.ROOT)),
                Arrays.stream(columns[4].split(","))
                        .map(AclOperation::fromString)
                        .toList());
    }

    List<AclBinding> bindings(TopicSettings settings, String principal) {
        ResourcePattern resource = new ResourcePattern(kind, name(settings), pattern);
        return operations.stream()
                .map(operation -> new AclBinding(
                        resource, new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW)))
                .toList();
    }

    String command(TopicSettings settings, String users) {
        String asked = operations.stream()
                .map(operation -> " --operation " + word(operation))
                .collect(Collectors.joining());
        return "kafka-acls --add --allow-principal User:" + users + role + asked + " --"
                + kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + " '" + name(settings) + "'"
                + (pattern == PatternType.PREFIXED ? " --resource-pattern-type prefixed" : "");
    }

    String row() {
        return "| " + role + " | " + kind.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " | `" + name + "`"
                + (pattern == PatternType.PREFIXED ? " and what begins so" : "") + " | "
                + operations.stream().map(AclLine::word).collect(Collectors.joining(", ")) + " |";
    }

    /** As Kafka's tool spells it: DescribeConfigs. */
    private static String word(AclOperation operation) {
        return Arrays.stream(operation.name().split("_"))
                .map(part -> part.charAt(0) + part.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    private String name(TopicSettings settings) {
        String policy = settings.policy().equals(TopicSettings.DEFAULT_POLICY) ? "" : "." + settings.policy();
        return name.replace("{prefix}", settings.prefix()).replace("{policy}", policy);
    }
}
