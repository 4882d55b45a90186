package dev.backchannel.standalone.cli;

import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.acl.RoleAcls;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.system.Registration;
import dev.backchannel.standalone.system.StandaloneOptions;
import dev.backchannel.topics.KafkaAccess;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.TopicAdmin;
import dev.backchannel.topics.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code topics}: the topics of the contract. */
@Command(
        name = "topics",
        description = "Create or describe the topics that Backchannel uses, or say who must be allowed what.")
public final class TopicsCommand implements Runnable {
    @Spec
    CommandSpec spec;

    @Mixin
    ConfigOptions config = new ConfigOptions();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say which: create, describe or acls");
    }

    @Command(
            name = "create",
            description =
                    "Create the topics that are missing, and register their schemas where a registry is set; never changes one that is there.")
    int create(
            @Mixin ConfigOptions options,
            @Option(
                            names = "--bootstrap-servers",
                            paramLabel = "HOST:PORT,…",
                            description = "Use the Kafka cluster at this address (default: localhost:9092).")
                    String bootstrapServers) {
        Settings settings = load(options, bootstrapServers);
        String servers = settings.text("bootstrap-servers");
        Topics topics = new Topics(StandaloneOptions.topics(settings));
        try (Admin admin = Admin.create(KafkaAccess.to(servers))) {
            List<String> created = new TopicAdmin(admin).createMissing(topics);
            created.forEach(name -> System.out.println("created " + name));
            System.out.println(created.size() + " created, " + (topics.all().size() - created.size()) + " were there");
            Registration.of(topics);
            return 0;
        } catch (IllegalStateException e) {
            throw UserError.failure(e.getMessage() + " (bootstrap servers: " + servers + ")", e);
        }
    }

    @Command(
            name = "describe",
            description = "Print every topic with its partitions, cleanup and retention; with --bootstrap-servers also"
                    + " which are missing there, and exit 1 if any is.")
    int describe(
            @Mixin ConfigOptions options,
            @Option(
                            names = "--bootstrap-servers",
                            paramLabel = "HOST:PORT,…",
                            description =
                                    "See which of them the Kafka cluster at this address has (default: ask none).")
                    @Nullable
                    String bootstrapServers) {
        Topics topics = new Topics(StandaloneOptions.topics(load(options, bootstrapServers)));
        System.out.printf("%-28s %10s  %-8s %s%n", "topic", "partitions", "cleanup", "retention");
        for (Topic<String, ?> topic : topics.all()) {
            boolean compacted = topic.cleanup() == Topic.Cleanup.COMPACT;
            System.out.printf(
                    "%-28s %10d  %-8s %s%n",
                    topic.name(),
                    topic.partitions(),
                    compacted ? "compact" : "delete",
                    compacted ? "last of each key" : topic.retention().toDays() + " d");
        }
        return bootstrapServers == null ? 0 : compare(topics, bootstrapServers);
    }

    private static int compare(Topics topics, String servers) {
        List<String> missing;
        try (Admin admin = Admin.create(KafkaAccess.to(servers))) {
            missing = new TopicAdmin(admin).missing(topics);
        } catch (IllegalStateException e) {
            throw UserError.failure(e.getMessage() + " (bootstrap servers: " + servers + ")", e);
        }
        System.out.println(
                missing.isEmpty()
                        ? "all of them are there"
                        : "missing: " + String.join(", ", missing) + "; `topics create` makes them");
        return missing.isEmpty() ? 0 : 1;
    }

    @Command(
            name = "acls",
            description = "Print what each role must be allowed, as commands of Kafka's kafka-acls (add"
                    + " --bootstrap-server and --command-config to each).")
    int acls(
            @Mixin ConfigOptions options,
            @Option(
                            names = "--users",
                            paramLabel = "PREFIX",
                            defaultValue = "",
                            description = "What goes before a role's name to make its user's (default: nothing, so that"
                                    + " the learner's user is learner).")
                    String users,
            @Option(names = "--markdown", description = "Print the table of the documents instead.") boolean markdown) {
        RoleAcls acls = RoleAcls.reference();
        if (markdown) {
            System.out.print(acls.table());
        } else {
            acls.commands(StandaloneOptions.topics(load(options, null)), users).forEach(System.out::println);
        }
        return 0;
    }

    private static Settings load(ConfigOptions options, @Nullable String bootstrapServers) {
        Map<String, Object> flags = new HashMap<>();
        flags.put("bootstrap-servers", bootstrapServers);
        return options.load(flags);
    }
}
