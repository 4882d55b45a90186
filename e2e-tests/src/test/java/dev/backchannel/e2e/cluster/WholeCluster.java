package dev.backchannel.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.e2e.fault.run.Quick;
import dev.backchannel.e2e.system.Api;
import dev.backchannel.e2e.system.Cli;
import dev.backchannel.e2e.system.Records;
import dev.backchannel.kafka.cluster.KafkaCluster;
import dev.backchannel.standalone.chaos.Findings;
import dev.backchannel.standalone.chaos.Fleet;
import dev.backchannel.standalone.chaos.FleetOptions;
import dev.backchannel.standalone.chaos.Inspection;
import dev.backchannel.standalone.chaos.RoleProcess;
import dev.backchannel.standalone.chaos.Traffic;
import dev.backchannel.standalone.system.RoleKind;
import dev.backchannel.testing.TinyBase;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Three brokers and two of every role, each a process, with users at work. */
final class WholeCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int EACH = 2;
    private static final double CONVERSATIONS_PER_SECOND = 8;

    final KafkaCluster kafka;
    final Fleet fleet;
    final Traffic traffic;
    final Topics topics = new Topics(new TopicSettings("", TopicSettings.DEFAULT_POLICY, 1, 0));
    private final List<String> settings = new ArrayList<>();

    WholeCluster(Path folder) {
        this(folder, Release.current());
    }

    /** @param release what all of it runs at first, but for the brokers */
    WholeCluster(Path folder, Release release) {
        Path model = folder.resolve("model");
        TinyBase.load(model, 1).close();
        settings.addAll(List.of("--model", model.toString()));
        Map<String, String> quick = new TreeMap<>(Quick.SETTINGS);
        // What is promised, is promised with the timeouts that everybody has.
        quick.keySet().removeIf(key -> key.contains(".membership."));
        quick.put("replication", "3"); // releases differ in what they choose by themselves
        quick.forEach((key, value) -> settings.addAll(List.of("--set", key + "=" + value)));
        kafka = KafkaCluster.start(folder.resolve("kafka"));
        try {
            fleet = Fleet.start(new FleetOptions(folder.resolve("roles"), kafka.bootstrapServers(), EACH, settings)
                    .withClassPath(release.classPath()));
        } catch (RuntimeException e) {
            kafka.close();
            throw e;
        }
        traffic = new Traffic(
                "cluster",
                () -> fleet.urls(RoleKind.INGESTION),
                fleet.urls(RoleKind.POLICY_SERVER),
                CONVERSATIONS_PER_SECOND);
    }

    /** Stops and starts every process, one after the other, as an upgrade does it. */
    void roll(Release release) {
        for (RoleProcess role : fleet.all()) {
            assertThat(role.stop()).as(role.output()).isZero();
            role.becomes(release.classPath());
            role.start();
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(role.isReady())
                    .as(() -> role.name() + " of the " + release.name() + " release, which printed " + role.output())
                    .isTrue());
        }
    }

    long checkpoints() {
        return Records.count(kafka.bootstrapServers(), topics.checkpoints);
    }

    /** Until so many more checkpoints are committed than now. */
    void awaitCheckpoints(int more) {
        long until = checkpoints() + more;
        await("checkpoints").atMost(PATIENCE).ignoreExceptions().until(() -> checkpoints() >= until);
    }

    /** The learner that says that it leads; waits for one that is not {@code former}. */
    RoleProcess leader(RoleProcess former) {
        RoleProcess[] found = new RoleProcess[1];
        await("a leader").atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
            for (RoleProcess learner : fleet.of(RoleKind.LEARNER)) {
                if (learner != former && learner.leads()) {
                    found[0] = learner;
                }
            }
            return found[0] != null;
        });
        return found[0];
    }

    /** Ends the load, and holds what was promised to the topics: account, one lineage, its digests, who serves it. */
    Findings assertNothingIsLost() {
        fleet.awaitReady();
        traffic.close();
        Findings findings = new Inspection(kafka.bootstrapServers(), topics).read(traffic.acknowledged(), PATIENCE);
        assertThat(findings.broken()).as("%s", findings.ledger()).isEmpty();
        assertThat(findings.ledger().taught()).isPositive();
        assertReplaysToTheSameDigest();
        assertServersConverge();
        return findings;
    }

    private void assertReplaysToTheSameDigest() {
        List<String> command = new ArrayList<>(
                List.of("learner", "replay", "--from-log", "--bootstrap-servers", kafka.bootstrapServers()));
        command.addAll(settings);
        Cli.Result replay = Cli.run(command.toArray(String[]::new));
        assertThat(replay.exit()).as(replay.out() + replay.err()).isZero();
        assertThat(replay.out()).contains("equal: checkpoint ");
    }

    private void assertServersConverge() {
        await("all servers on the newest checkpoint").atMost(PATIENCE).untilAsserted(() -> {
            List<String> served = fleet.of(RoleKind.POLICY_SERVER).stream()
                    .map(server -> new Api(server.url()).chat("One tea please.", "look-" + server.name(), "looker"))
                    .map(reply -> reply.headers().get("x-backchannel-checkpoint"))
                    .toList();
            String newest = Records.of(kafka.bootstrapServers(), topics.checkpoints).stream()
                    .max(java.util.Comparator.comparingLong(record -> record.getStep()))
                    .orElseThrow()
                    .getCheckpointId();
            assertThat(served).hasSize(EACH).containsOnly(newest);
        });
    }

    @Override
    public void close() {
        traffic.close();
        fleet.close();
        kafka.close();
    }
}
