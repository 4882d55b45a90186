package dev.backchannel.standalone.chaos;

import dev.backchannel.kafka.process.ChildJvm;
import dev.backchannel.standalone.system.RoleKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What all processes of a fleet share.
 *
 * @param folder each has a folder of its own below it, and {@code store} is everybody's
 * @param each so many of every role
 * @param arguments further ones of every role's command
 * @param ofRole further ones of a role's own
 * @param classPath of the release that they run
 */
public record FleetOptions(
        Path folder,
        String bootstrapServers,
        int each,
        List<String> arguments,
        Map<RoleKind, List<String>> ofRole,
        String classPath) {
    public FleetOptions {
        if (each < 1) {
            throw new IllegalArgumentException("at least one of each role is needed, not " + each);
        }
        arguments = List.copyOf(arguments);
        ofRole = Map.copyOf(ofRole);
    }

    /** All roles alike. */
    public FleetOptions(Path folder, String bootstrapServers, int each, List<String> arguments) {
        this(folder, bootstrapServers, each, arguments, Map.of(), ChildJvm.ownClassPath());
    }

    /** With arguments of each role's own. */
    public FleetOptions withOfRole(Map<RoleKind, List<String>> own) {
        return new FleetOptions(folder, bootstrapServers, each, arguments, own, classPath);
    }

    /** Another release. */
    public FleetOptions withClassPath(String other) {
        return new FleetOptions(folder, bootstrapServers, each, arguments, ofRole, other);
    }
}
