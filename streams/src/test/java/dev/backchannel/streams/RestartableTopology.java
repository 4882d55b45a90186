package dev.backchannel.streams;

import dev.backchannel.avro.DeadLetter;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.MiningResult;
import dev.backchannel.avro.MiningTask;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.PreferenceProfile;
import dev.backchannel.avro.Totals;
import dev.backchannel.avro.TurnState;
import dev.backchannel.avro.UserStanding;
import dev.backchannel.streams.metrics.StreamsMetrics;
import dev.backchannel.streams.state.StateStores;
import dev.backchannel.streams.watermark.EndOffsets;
import dev.backchannel.topics.Keys;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/**
 * The real topology on Kafka's own test driver, for many histories one after another: making a driver costs more than a
 * history does. It can be restarted: the next driver's stores are made of what the last one wrote to the changelogs.
 */
public final class RestartableTopology implements AutoCloseable {
    private static final List<String> STORES = BackchannelTopology.STORES;

    private final Topics topics = new Topics(TopicSettings.singleBroker());
    private final dev.backchannel.streams.StreamsConfig config;
    private final int recentTurns;
    private final Map<String, Map<Bytes, byte[]>> state = new HashMap<>();
    private Instant now = TopologyHarness.START;
    private boolean caughtUp = true;
    private long offset;
    private long offsetAtStart;
    private long committedOffset;

    private TopologyTestDriver driver;
    private TestInputTopic<String, Interaction> interactions;
    private TestInputTopic<String, MiningResult> results;
    private TestOutputTopic<String, Preference> preferences;
    private TestOutputTopic<String, Disposition> dispositions;
    private TestOutputTopic<String, DeadLetter> deadLetters;
    private TestOutputTopic<String, MiningTask> tasks;
    private TestOutputTopic<String, PreferenceProfile> profiles;
    private List<TestOutputTopic<byte[], byte[]>> changelogs = List.of();

    /** @param recentTurns that are kept in memory beside the stores; with 0 it is cleared much faster */
    public RestartableTopology(dev.backchannel.streams.StreamsConfig config, int recentTurns) {
        this.config = config;
        this.recentTurns = recentTurns;
        STORES.forEach(name -> state.put(name, new HashMap<>()));
        start();
    }

    public String interactionsTopic() {
        return topics.interactions.name();
    }

    public Instant now() {
        return now;
    }

    /** Of the next interaction. */
    public long offset() {
        return offset;
    }

    /** @param yes whether the ends of the partitions have been read, so that time passes without traffic */
    public void caughtUp(boolean yes) {
        caughtUp = yes;
    }

    /** Moves the clock; punctuations run once. */
    public void advanceTo(Instant to) {
        Duration by = Duration.between(now, to);
        now = to;
        driver.advanceWallClockTime(by);
    }

    public void send(Interaction event, Instant at) {
        interactions.pipeInput(Keys.of(event.getTenant(), event.getConversationId()), event, at);
        offset++;
    }

    public void answer(MiningResult result, Instant at) {
        results.pipeInput(Keys.of(result.getTenant(), result.getConversationId()), result, at);
    }

    /** New ones, with the times of their records. */
    public List<TestRecord<String, Preference>> preferences() {
        return preferences.readRecordsToList();
    }

    public List<TestRecord<String, Disposition>> dispositions() {
        return dispositions.readRecordsToList();
    }

    public List<MiningTask> tasks() {
        return tasks.isEmpty() ? List.of() : tasks.readValuesToList();
    }

    public List<PreferenceProfile> profiles() {
        return profiles.isEmpty() ? List.of() : profiles.readValuesToList();
    }

    /** New ones; their offsets count on over restarts. */
    public List<DeadLetter> deadLetters() {
        return deadLetters.readValuesToList().stream()
                .map(d -> DeadLetter.newBuilder(d)
                        .setOriginOffset(d.getOriginOffset() + offsetAtStart)
                        .build())
                .toList();
    }

    public List<TurnState> turns() {
        KeyValueStore<String, TurnState> store = driver.getKeyValueStore(BackchannelTopology.TURNS_STORE);
        List<TurnState> all = new ArrayList<>();
        try (KeyValueIterator<String, TurnState> iterator = store.all()) {
            iterator.forEachRemaining(entry -> all.add(entry.value));
        }
        return all;
    }

    /** What the experiment's figures count, by user. */
    public Map<String, Totals> counted() {
        KeyValueStore<String, UserStanding> store = driver.getKeyValueStore(BackchannelTopology.USERS_STORE);
        Map<String, Totals> all = new HashMap<>();
        try (KeyValueIterator<String, UserStanding> iterator = store.all()) {
            iterator.forEachRemaining(entry -> all.put(entry.key, entry.value.getTotals()));
        }
        return all;
    }

    /** Ends the process and starts another, which knows what the changelogs hold. All output must have been read. */
    public void restart() {
        commit();
        driver.close();
        start();
    }

    /** Ends a transaction: what was written so far stays, whatever happens. All output must have been read. */
    public void commit() {
        readChangelogs();
        committedOffset = offset;
    }

    /**
     * Ends the process in the middle of a transaction, and gives its partitions to another: output, state and offsets are those
     * of the last commit.
     */
    public void takeOver() {
        driver.close();
        offset = committedOffset;
        start();
    }

    /** Forgets everything; the changelogs know it once the clock has moved on. */
    public void clear() {
        if (recentTurns > 0) {
            driver.close();
            state.values().forEach(Map::clear);
            start();
            return;
        }
        for (String name : STORES) {
            KeyValueStore<String, ?> store = driver.getKeyValueStore(name);
            List<String> keys = new ArrayList<>();
            try (KeyValueIterator<String, ?> iterator = store.all()) {
                iterator.forEachRemaining(entry -> keys.add(entry.key));
            }
            keys.forEach(store::delete);
        }
        preferences();
        dispositions();
        deadLetters();
        tasks();
        profiles();
    }

    private void start() {
        EndOffsets ends =
                (topic, partition) -> caughtUp ? Optional.of(new EndOffsets.Observation(now, 0, 0)) : Optional.empty();
        Properties properties = DriverSettings.of(topics);
        driver = new TopologyTestDriver(
                BackchannelTopology.build(
                        config,
                        topics,
                        ends,
                        new StreamsMetrics(new SimpleMeterRegistry()),
                        StateStores.logged(name -> new RestoredStore(name, state.getOrDefault(name, Map.of()))),
                        recentTurns),
                properties,
                now);
        interactions = input(topics.interactions);
        results = input(topics.miningResults);
        preferences = output(topics.preferences);
        dispositions = output(topics.dispositions);
        deadLetters = output(topics.deadLetters);
        tasks = output(topics.miningTasks);
        profiles = output(topics.profiles);
        changelogs = STORES.stream()
                .map(name -> driver.createOutputTopic(
                        BackchannelTopology.applicationId(topics) + "-" + name + "-changelog",
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer()))
                .toList();
        offsetAtStart = offset;
    }

    private void readChangelogs() {
        for (int i = 0; i < changelogs.size(); i++) {
            Map<Bytes, byte[]> known = state.get(STORES.get(i));
            if (changelogs.get(i).isEmpty()) {
                continue;
            }
            for (TestRecord<byte[], byte[]> change : changelogs.get(i).readRecordsToList()) {
                if (change.value() == null) {
                    known.remove(Bytes.wrap(change.key()));
                } else {
                    known.put(Bytes.wrap(change.key()), Arrays.copyOf(change.value(), change.value().length));
                }
            }
        }
    }

    private <V extends SpecificRecord> TestInputTopic<String, V> input(Topic<String, V> topic) {
        return driver.createInputTopic(
                topic.name(), topic.keySerde().serializer(), topic.valueSerde().serializer());
    }

    private <V extends SpecificRecord> TestOutputTopic<String, V> output(Topic<String, V> topic) {
        return driver.createOutputTopic(
                topic.name(),
                topic.keySerde().deserializer(),
                topic.valueSerde().deserializer());
    }

    @Override
    public void close() {
        driver.close();
    }
}
