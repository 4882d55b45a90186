package dev.backchannel.streams.instances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Preference;
import dev.backchannel.streams.RunningSystem;
import dev.backchannel.streams.StoreKind;
import dev.backchannel.streams.StreamsConfig;
import dev.backchannel.streams.StreamsRole;
import dev.backchannel.streams.ledger.Ledger;
import dev.backchannel.streams.ledger.LedgerReport;
import dev.backchannel.streams.ledger.LogReader;
import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Instances of the application come, leave and are killed while events and results come in. What they taught is held to what a
 * single, undisturbed one teaches from the same records.
 */
@Tag("fault")
class TwoInstancesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final StreamsConfig CONFIG =
            StreamsConfig.fast().withStore(StoreKind.ROCKS_DB).withThreads(1, 1);

    @TempDir
    Path directory;

    private RunningSystem system;

    @BeforeEach
    void start() {
        system = new RunningSystem(directory.resolve("kafka"));
    }

    @AfterEach
    void stop() {
        system.close();
    }

    @Test
    void oneThatJoinsAndIsKilledAndOneThatLeavesChangeNothing() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (StreamsRole staying = role(system.topics, "staying", registry);
                Answers answers = new Answers(system)) {
            await().atMost(PATIENCE).until(staying::ready);
            double alone = tasks(registry, "active");
            try (Load load = new Load(system);
                    Instance killed = Instance.start(system, directory.resolve("killed"))) {
                killed.awaitReady();
                await().atMost(PATIENCE).until(() -> tasks(registry, "standby") > 0);
                awaitMore(load, 150);
                killed.kill();
                try (StreamsRole leaving = role(system.topics, "leaving", new SimpleMeterRegistry())) {
                    await().atMost(PATIENCE).until(leaving::ready);
                    awaitMore(load, 150);
                }
            }
            settled(system.topics);
            assertThat(tasks(registry, "active")).isEqualTo(alone);
            assertThat(staying.ready()).isTrue();
        }
        assertTaughtAsUndisturbed();
    }

    @Test
    void oneOfTwoKilledThreeTimesUnderLoadChangesNothing() throws Exception {
        try (Answers answers = new Answers(system)) {
            Instance one = Instance.start(system, directory.resolve("one"));
            Instance two = Instance.start(system, directory.resolve("two"));
            try {
                try (Load load = new Load(system)) {
                    for (int kill = 0; kill < 3; kill++) {
                        one.awaitReady();
                        two.awaitReady();
                        awaitMore(load, 500);
                        one.kill();
                        awaitMore(load, 200);
                        one = Instance.start(system, directory.resolve("one"));
                    }
                    one.awaitReady();
                    awaitMore(load, 500);
                }
                settled(system.topics);
            } finally {
                one.close();
                two.close();
            }
        }
        assertTaughtAsUndisturbed();
    }

    private void assertTaughtAsUndisturbed() throws Exception {
        Topics again = Rerun.of(system);
        try (StreamsRole single = role(again, "single", new SimpleMeterRegistry())) {
            await().atMost(PATIENCE).until(single::ready);
            LedgerReport report = settled(again);
            assertThat(report.byOutcome()).isEqualTo(settled(system.topics).byOutcome());
        }
        Map<String, Preference> disturbed = preferences(system.topics);
        assertThat(disturbed).isNotEmpty();
        assertThat(preferences(again)).isEqualTo(disturbed);
    }

    /** Waits until nothing is on its way but to a learner, of which there is none. */
    private LedgerReport settled(Topics topics) {
        Ledger ledger = new Ledger(system.bootstrapServers(), topics, CONFIG.deduplication());
        LedgerReport[] last = new LedgerReport[1];
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).untilAsserted(() -> {
            last[0] = ledger.read();
            assertThat(last[0].byOutcome()).doesNotContainKeys("waitingForStreams", "inAnOpenWindow");
        });
        assertThat(last[0].balanced()).as("%s", last[0]).isTrue();
        assertThat(last[0].notes()).isEmpty();
        assertThat(last[0].byOutcome().get("waitingForTheLearner")).isPositive();
        return last[0];
    }

    private Map<String, Preference> preferences(Topics topics) {
        Map<String, Preference> all = new HashMap<>();
        try (LogReader reader = new LogReader(system.bootstrapServers(), Duration.ofSeconds(60))) {
            reader.each(topics.preferences, (at, preference) -> assertThat(
                            all.put(preference.getPreferenceId(), preference))
                    .as("a preference written twice")
                    .isNull());
        }
        return all;
    }

    private static void awaitMore(Load load, int conversations) {
        int until = load.conversations() + conversations;
        await().atMost(PATIENCE).until(() -> load.conversations() >= until);
    }

    private static double tasks(SimpleMeterRegistry registry, String kind) {
        return registry.get("backchannel.streams.tasks")
                .tag("kind", kind)
                .gauge()
                .value();
    }

    private StreamsRole role(Topics topics, String name, SimpleMeterRegistry registry) {
        return StreamsRole.start(CONFIG, topics, system.bootstrapServers(), directory.resolve(name), registry);
    }
}
