package dev.backchannel.standalone.acl;

import dev.backchannel.topics.TopicSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclBinding;

/** What each role must be allowed on a cluster that allows nothing by itself, as the resource {@code acls.txt} lists it. */
public final class RoleAcls {
    private static final String RESOURCE = "/acls.txt";

    private final List<AclLine> lines;

    private RoleAcls(List<AclLine> lines) {
        this.lines = lines;
    }

    public static RoleAcls reference() {
        try (BufferedReader text = new BufferedReader(
                new InputStreamReader(RoleAcls.class.getResourceAsStream(RESOURCE), StandardCharsets.UTF_8))) {
            return new RoleAcls(text.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(AclLine::parse)
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In the order of the list. */
    public List<String> roles() {
        return lines.stream().map(AclLine::role).distinct().toList();
    }

    /** @param principal such as {@code User:learner} */
    public List<AclBinding> of(String role, TopicSettings settings, String principal) {
        return lines.stream()
                .filter(line -> line.role().equals(role))
                .flatMap(line -> line.bindings(settings, principal).stream())
                .toList();
    }

    /**
     * One command of Kafka's own tool a line.
     *
     * @param users goes before a role's name to make the name of its user
     */
    public List<String> commands(TopicSettings settings, String users) {
        return lines.stream().map(line -> line.command(settings, users)).toList();
    }

    /** As Markdown, for the documents. */
    public String table() {
        return lines.stream()
                .map(AclLine::row)
                .collect(
                        Collectors.joining("\n", "| role | resource | name | operations |\n|---|---|---|---|\n", "\n"));
    }
}
