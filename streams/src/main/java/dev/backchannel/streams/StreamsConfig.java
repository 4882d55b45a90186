package dev.backchannel.streams;

import dev.backchannel.streams.config.AlertRules;
import dev.backchannel.streams.config.ExperimentRules;
import dev.backchannel.streams.config.Membership;
import dev.backchannel.streams.config.MiningRules;
import dev.backchannel.streams.config.ProfileRules;
import dev.backchannel.streams.config.TextLimits;
import dev.backchannel.streams.config.Windows;
import java.time.Duration;

/**
 * What a deployment may choose about the topology.
 *
 * @param windows how long signals wait for each other
 * @param rules when a signal teaches, and how much
 * @param limits the longest texts that may become a preference
 * @param profiles whether and how users' wishes are remembered in words
 * @param experiment how traffic is split, and what the guard may do
 * @param alerts when somebody should look
 * @param deduplication how long an event's identity is remembered
 * @param retention how long a turn may be reacted to; it is remembered a day longer, or twice as long where that is less
 * @param store where state lives
 * @param threads stream threads in this process
 * @param standbyReplicas warm copies of the state on other instances
 * @param commitInterval how often a transaction is committed: what it wrote is read only then
 * @param punctuateEvery how often closed windows are looked for, at most 200 ms
 * @param observeEvery how often the ends of the partitions are asked for
 * @param clockGrace by how much the broker's clock may be behind ours
 * @param stateMemory bytes that state on disk may take of memory, in all stores of the process together
 * @param membership how instances notice each other's death
 */
public record StreamsConfig(
        Windows windows,
        MiningRules rules,
        TextLimits limits,
        ProfileRules profiles,
        ExperimentRules experiment,
        AlertRules alerts,
        Duration deduplication,
        Duration retention,
        StoreKind store,
        int threads,
        int standbyReplicas,
        Duration commitInterval,
        Duration punctuateEvery,
        Duration observeEvery,
        Duration clockGrace,
        long stateMemory,
        Membership membership) {
    /** Below it RocksDB would flush all the time. */
    private static final long LEAST_STATE_MEMORY = 16L << 20;

    private static final long STATE_MEMORY = 256L << 20;
    private static final Duration WEEK = Duration.ofDays(7);

    public StreamsConfig {
        requireBetween("deduplication", deduplication, Duration.ofSeconds(1), Duration.ofDays(30));
        requireBetween("retention", retention, Duration.ofSeconds(1), Duration.ofDays(30));
        requireBetween("commitInterval", commitInterval, Duration.ofMillis(10), Duration.ofSeconds(5));
        requireBetween("punctuateEvery", punctuateEvery, Duration.ofMillis(10), Duration.ofMillis(200));
        requireBetween("observeEvery", observeEvery, Duration.ofMillis(10), Duration.ofSeconds(10));
        requireBetween("clockGrace", clockGrace, Duration.ZERO, Duration.ofMinutes(10));
        if (threads < 1 || threads > 256) {
            throw new IllegalArgumentException("threads must be 1 to 256, not " + threads);
        }
        if (standbyReplicas < 0) {
            throw new IllegalArgumentException("standbyReplicas must not be negative: " + standbyReplicas);
        }
        if (stateMemory < LEAST_STATE_MEMORY) {
            throw new IllegalArgumentException(
                    "stateMemory must be at least " + LEAST_STATE_MEMORY + " bytes (16 MiB), not " + stateMemory);
        }
    }

    /** Everything settles within seconds; one process, state on the heap. */
    public static StreamsConfig fast() {
        return new StreamsConfig(
                Windows.fast(),
                MiningRules.standard(),
                TextLimits.standard(),
                ProfileRules.standard(),
                ExperimentRules.standard(),
                AlertRules.standard(),
                WEEK,
                WEEK,
                StoreKind.IN_MEMORY,
                1,
                0,
                Duration.ofMillis(50),
                Duration.ofMillis(50),
                Duration.ofMillis(50),
                Duration.ofMillis(50),
                STATE_MEMORY,
                Membership.standard());
    }

    /** For real users: windows of hours, state on disk. */
    public static StreamsConfig production() {
        return new StreamsConfig(
                Windows.production(),
                MiningRules.standard(),
                TextLimits.standard(),
                ProfileRules.standard(),
                ExperimentRules.standard(),
                AlertRules.standard(),
                WEEK,
                WEEK,
                StoreKind.ROCKS_DB,
                2,
                0,
                Duration.ofMillis(500),
                Duration.ofMillis(200),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                STATE_MEMORY,
                Membership.standard());
    }

    public StreamsConfig withWindows(Windows other) {
        return new StreamsConfig(
                other,
                rules,
                limits,
                profiles,
                experiment,
                alerts,
                deduplication,
                retention,
                store,
                threads,
                standbyReplicas,
                commitInterval,
                punctuateEvery,
                observeEvery,
                clockGrace,
                stateMemory,
                membership);
    }

    public StreamsConfig withRules(MiningRules other) {
        return new StreamsConfig(
                windows,
                other,
                limits,
                profiles,
                experiment,
                alerts,
                deduplication,
                retention,
                store,
                threads,
                standbyReplicas,
                commitInterval,
                punctuateEvery,
                observeEvery,
                clockGrace,
                stateMemory,
                membership);
    }

    public StreamsConfig withProfiles(ProfileRules other) {
        return new StreamsConfig(
                windows,
                rules,
                limits,
                other,
                experiment,
                alerts,
                deduplication,
                retention,
                store,
                threads,
                standbyReplicas,
                commitInterval,
                punctuateEvery,
                observeEvery,
                clockGrace,
                stateMemory,
                membership);
    }

    public StreamsConfig withExperiment(ExperimentRules other) {
        return new StreamsConfig(
                windows,
                rules,
                limits,
                profiles,
                other,
                alerts,
                deduplication,
                retention,
                store,
                threads,
                standbyReplicas,
                commitInterval,
                punctuateEvery,
                observeEvery,
                clockGrace,
                stateMemory,
                membership);
    }

    public StreamsConfig withStore(StoreKind other) {
        return new StreamsConfig(
                windows,
                rules,
                limits,
                profiles,
                experiment,
                alerts,
                deduplication,
                retention,
                other,
                threads,
                standbyReplicas,
                commitInterval,
                punctuateEvery,
                observeEvery,
                clockGrace,
                stateMemory,
                membership);
    }

    /** @param replicas warm copies of the state on other instances */
    public StreamsConfig withThreads(int number, int replicas) {
        return new StreamsConfig(
                windows,
                rules,
                limits,
                profiles,
                experiment,
                alerts,
                deduplication,
                retention,
                store,
                number,
                replicas,
                commitInterval,
                punctuateEvery,
                observeEvery,
                clockGrace,
                stateMemory,
                membership);
    }

    /**
     * @param identities how long those of events are remembered, and conversations
     * @param turns how long they may be reacted to
     */
    public StreamsConfig withMemory(Duration identities, Duration turns) {
        return new StreamsConfig(
                windows,
                rules,
                limits,
                profiles,
                experiment,
                alerts,
                identities,
                turns,
                store,
                threads,
                standbyReplicas,
                commitInterval,
                punctuateEvery,
                observeEvery,
                clockGrace,
                stateMemory,
                membership);
    }

    private static void requireBetween(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + " must be between " + least + " and " + most + ", not " + value);
        }
    }
}
