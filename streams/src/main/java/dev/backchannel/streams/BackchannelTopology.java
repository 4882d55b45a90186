package dev.backchannel.streams;

import dev.backchannel.avro.Conversation;
import dev.backchannel.avro.SeenEvent;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.attribution.Attributor;
import dev.backchannel.streams.attribution.Deduplicator;
import dev.backchannel.streams.followup.FollowUpClassifier;
import dev.backchannel.streams.followup.Lexicon;
import dev.backchannel.streams.metrics.StreamsMetrics;
import dev.backchannel.streams.mining.Miners;
import dev.backchannel.streams.settle.SettleProcessor;
import dev.backchannel.streams.settle.SettleSettings;
import dev.backchannel.streams.watermark.EndOffsets;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Signals in, preferences and the account of every signal out:
 *
 * <pre>
 * interactions → deduplicate → attribute → settle → preferences, dispositions, mining-tasks
 *                     └─ dead-letters          └─ dispositions    ↑
 *                                              mining-results ────┘
 * </pre>
 *
 * One sub-topology, keyed by conversation, without repartitioning. A pure function of its configuration.
 */
public final class BackchannelTopology {
    /** Events already accepted, for the deduplication window. */
    public static final String SEEN_STORE = "seen";
    /** The accepted turns of each conversation. */
    public static final String CONVERSATIONS_STORE = "conversations";
    /** Every turn with what waits for it. */
    public static final String TURNS_STORE = "turns";

    private static final String DEDUPLICATE = "deduplicate";
    private static final String ATTRIBUTE = "attribute";
    private static final String SETTLE = "settle";
    private static final String TO_PREFERENCES = "preferences-sink";
    private static final String TO_DISPOSITIONS = "dispositions-sink";
    private static final String TO_DEAD_LETTERS = "dead-letters-sink";
    private static final String TO_TASKS = "mining-tasks-sink";
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(30);
    private static final Duration RESULT_GRACE = Duration.ofMillis(300);

    private BackchannelTopology() {}

    /** The application id, and so the group: the prefix and {@code backchannel-streams}. */
    public static String applicationId(Topics topics) {
        return topics.settings().prefix() + "backchannel-streams";
    }

    public static Topology build(StreamsConfig config, Topics topics, EndOffsets ends, StreamsMetrics metrics) {
        return build(
                config,
                topics,
                ends,
                metrics,
                config.store() == StoreKind.IN_MEMORY
                        ? Stores::inMemoryKeyValueStore
                        : Stores::persistentKeyValueStore);
    }

    /** @param stores where the state of a name lives */
    static Topology build(
            StreamsConfig config,
            Topics topics,
            EndOffsets ends,
            StreamsMetrics metrics,
            Function<String, KeyValueBytesStoreSupplier> stores) {
        Topology topology = new Topology();
        source(topology, "interactions-source", topics.interactions);
        source(topology, "mining-results-source", topics.miningResults);
        topology.addProcessor(DEDUPLICATE, () -> deduplicator(config, topics, metrics), "interactions-source");
        topology.addProcessor(ATTRIBUTE, BackchannelTopology::attributor, DEDUPLICATE);
        topology.addProcessor(SETTLE, () -> settler(config, topics, ends, metrics), ATTRIBUTE, "mining-results-source");
        topology.addStateStore(store(stores.apply(SEEN_STORE), SeenEvent.class, topics), DEDUPLICATE);
        topology.addStateStore(store(stores.apply(CONVERSATIONS_STORE), Conversation.class, topics), ATTRIBUTE, SETTLE);
        topology.addStateStore(store(stores.apply(TURNS_STORE), TurnState.class, topics), SETTLE);
        sink(topology, TO_PREFERENCES, topics.preferences, SETTLE);
        sink(topology, TO_DISPOSITIONS, topics.dispositions, ATTRIBUTE, SETTLE);
        sink(topology, TO_TASKS, topics.miningTasks, SETTLE);
        sink(topology, TO_DEAD_LETTERS, topics.deadLetters, DEDUPLICATE);
        return topology;
    }

    private static Deduplicator deduplicator(StreamsConfig config, Topics topics, StreamsMetrics metrics) {
        return new Deduplicator(
                topics.interactions,
                config.deduplication(),
                SWEEP_EVERY,
                new Deduplicator.Names(SEEN_STORE, ATTRIBUTE, TO_DEAD_LETTERS),
                metrics);
    }

    private static Attributor attributor() {
        return new Attributor(new Attributor.Names(CONVERSATIONS_STORE, SETTLE, TO_DISPOSITIONS), SWEEP_EVERY);
    }

    private static SettleProcessor settler(
            StreamsConfig config, Topics topics, EndOffsets ends, StreamsMetrics metrics) {
        FollowUpClassifier classifier =
                new FollowUpClassifier(Lexicon.of(config.rules().lexicon()));
        SettleSettings settings = new SettleSettings(
                config.windows(),
                config.limits(),
                new Miners(config.rules(), config.windows(), config.limits(), classifier),
                config.retention(),
                config.punctuateEvery(),
                SWEEP_EVERY,
                config.clockGrace(),
                RESULT_GRACE);
        SettleProcessor.Names names = new SettleProcessor.Names(
                TURNS_STORE,
                CONVERSATIONS_STORE,
                topics.interactions.name(),
                topics.miningResults.name(),
                TO_PREFERENCES,
                TO_DISPOSITIONS,
                TO_TASKS);
        return new SettleProcessor(names, settings, ends, metrics);
    }

    private static void source(Topology topology, String name, Topic<String, ?> topic) {
        topology.addSource(
                name, topic.keySerde().deserializer(), topic.valueSerde().deserializer(), topic.name());
    }

    private static void sink(Topology topology, String name, Topic<String, ?> topic, String... parents) {
        topology.addSink(
                name,
                topic.name(),
                topic.keySerde().serializer(),
                topic.valueSerde().serializer(),
                parents);
    }

    private static <V extends SpecificRecord> StoreBuilder<KeyValueStore<String, V>> store(
            KeyValueBytesStoreSupplier supplier, Class<V> type, Topics topics) {
        return Stores.keyValueStoreBuilder(supplier, Serdes.String(), topics.serde(type))
                .withCachingDisabled()
                .withLoggingEnabled(
                        Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(Topic.MAX_RECORD_BYTES)));
    }
}
