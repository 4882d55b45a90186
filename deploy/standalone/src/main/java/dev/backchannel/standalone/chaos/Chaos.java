package dev.backchannel.standalone.chaos;

import dev.backchannel.kafka.cluster.KafkaCluster;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.system.RoleKind;
import dev.backchannel.standalone.system.TemporaryFolder;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Starts every role several times, stops them at random under load, and looks at what the topics say. */
public final class Chaos {
    private static final int PARTITIONS = 2;

    private final ChaosOptions options;
    private final Consumer<String> progress;

    /** @param progress told what is done, a line at a time */
    public Chaos(ChaosOptions options, Consumer<String> progress) {
        this.options = options;
        this.progress = progress;
    }

    public ChaosReport run() throws InterruptedException {
        try (TemporaryFolder folder = TemporaryFolder.create("backchannel-chaos")) {
            if (options.bootstrapServers().isPresent()) {
                return run(folder.path(), options.bootstrapServers().get(), List.of());
            }
            progress.accept("starting " + KafkaCluster.BROKERS + " brokers");
            try (KafkaCluster cluster = KafkaCluster.start(folder.path().resolve("kafka"))) {
                List<Victim> brokers = cluster.brokers().stream()
                        .map(broker -> Victim.of(cluster, broker))
                        .toList();
                return run(folder.path(), cluster.bootstrapServers(), brokers);
            }
        }
    }

    private ChaosReport run(Path folder, String bootstrapServers, List<Victim> brokers) throws InterruptedException {
        String prefix = "chaos-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX) + "-";
        progress.accept("starting " + options.each() + " of each role; topics begin with " + prefix);
        List<String> arguments = new ArrayList<>(options.arguments());
        for (String set : List.of(
                "topic-prefix=" + prefix, "partitions=" + PARTITIONS, "streams.standby-replicas=1", "threads=1")) {
            arguments.addAll(List.of("--set", set));
        }
        Leftovers leftovers = new Leftovers(bootstrapServers, prefix);
        try (Fleet fleet = Fleet.start(new FleetOptions(folder, bootstrapServers, options.each(), arguments))) {
            return run(fleet, bootstrapServers, prefix, brokers);
        } catch (IllegalStateException e) {
            throw UserError.failure(e.getMessage() + "\nrepeat it with --seed " + options.seed(), e);
        } finally {
            if (!options.keep() && options.bootstrapServers().isPresent()) { // brokers of our own take all with them
                leftovers.delete();
            }
        }
    }

    private ChaosReport run(Fleet fleet, String bootstrapServers, String prefix, List<Victim> brokers)
            throws InterruptedException {
        List<Victim> victims = new ArrayList<>(brokers);
        fleet.all().forEach(role -> victims.add(Victim.of(role)));
        Tally tally;
        Traffic traffic = new Traffic(
                prefix + options.seed(),
                () -> fleet.urls(RoleKind.INGESTION),
                fleet.urls(RoleKind.POLICY_SERVER),
                options.perSecond());
        try (traffic) {
            tally = new Drill(new Plan(options.seed(), victims.size()), victims, progress).run(options.length());
            fleet.awaitReady();
        }
        progress.accept("faults are over; reading the topics");
        TopicSettings base = options.topics();
        Topics topics =
                new Topics(new TopicSettings(prefix, base.policy(), PARTITIONS, base.replication(), base.registry()));
        Findings findings = new Inspection(bootstrapServers, topics).read(traffic.acknowledged(), options.patience());
        return new ChaosReport(options.seed(), tally, traffic.conversations(), traffic.unanswered(), findings);
    }
}
