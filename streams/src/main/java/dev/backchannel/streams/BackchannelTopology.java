package dev.backchannel.streams;

import dev.backchannel.avro.Conversation;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.MiningResult;
import dev.backchannel.avro.Observation;
import dev.backchannel.avro.PartitionFigures;
import dev.backchannel.avro.ProfileState;
import dev.backchannel.avro.ProfileUpdate;
import dev.backchannel.avro.SeenEvent;
import dev.backchannel.avro.Turn;
import dev.backchannel.avro.TurnState;
import dev.backchannel.avro.UserStanding;
import dev.backchannel.streams.arms.ExperimentTopology;
import dev.backchannel.streams.attribution.Attributor;
import dev.backchannel.streams.attribution.Deduplicator;
import dev.backchannel.streams.attribution.Sweep;
import dev.backchannel.streams.erased.ErasureView;
import dev.backchannel.streams.followup.FollowUpClassifier;
import dev.backchannel.streams.followup.Lexicon;
import dev.backchannel.streams.metrics.StreamsMetrics;
import dev.backchannel.streams.mining.EditStudies;
import dev.backchannel.streams.mining.Miners;
import dev.backchannel.streams.observe.UserProcessor;
import dev.backchannel.streams.operation.Operation;
import dev.backchannel.streams.profile.Descriptions;
import dev.backchannel.streams.profile.ProfileBook;
import dev.backchannel.streams.profile.ProfileProcessor;
import dev.backchannel.streams.settle.SettleProcessor;
import dev.backchannel.streams.settle.SettleSettings;
import dev.backchannel.streams.state.BatchedStores;
import dev.backchannel.streams.state.StateStores;
import dev.backchannel.streams.watermark.EndOffsets;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.Stores;

/**
 * Signals in, preferences and the account of every signal out:
 *
 * <pre>
 * interactions → deduplicate → attribute ─┬─→ settle → preferences, dispositions, mining-tasks
 *                     └─ dead-letters       │      ↑
 *                                           │ mining-results
 *                                           │      ↓
 *                                           └─→ updates of profiles → (by user) → profile → profiles
 *
 * settle → observations → (by user) → users → figures → (one partition) → report → experiment-metrics
 * </pre>
 *
 * One sub-topology keyed by conversation, two keyed by user (what travels between them is deleted once it has been read), and
 * another, {@link Operation} and {@link ExperimentTopology}, for operators' commands and the arms. A pure function of its configuration.
 */
public final class BackchannelTopology {
    /** Events already accepted, for the deduplication window. */
    public static final String SEEN_STORE = "seen";
    /** The accepted turns of each conversation. */
    public static final String CONVERSATIONS_STORE = "conversations";
    /** Every turn with what waits for it. */
    public static final String TURNS_STORE = "turns";
    /** What every user likes, with its evidence. */
    public static final String PROFILES_STORE = "profiles";
    /** What was said in them. */
    public static final String TEXTS_STORE = "texts";

    /** What every user of an arm has done. */
    public static final String USERS_STORE = "experiment-users";

    static final List<String> STORES = List.of(
            SEEN_STORE,
            CONVERSATIONS_STORE,
            TURNS_STORE,
            TEXTS_STORE,
            PROFILES_STORE,
            USERS_STORE,
            ExperimentTopology.STATE_STORE,
            ExperimentTopology.MARKS_STORE,
            ExperimentTopology.FIGURES_STORE);

    private static final String DEDUPLICATE = "deduplicate";
    private static final String ACCEPTED = "accepted";
    private static final String ATTRIBUTE = "attribute";
    private static final String TURN_INPUTS = "turn-inputs";
    private static final String SETTLE = "settle";
    private static final String OBSERVATIONS = "observed";
    private static final String USERS = "users";
    private static final String REPORT = "report";
    private static final String PROFILE_UPDATES = "statements";
    private static final String PROFILE = "profile";
    private static final String TO_PREFERENCES = "preferences-sink";
    private static final String TO_DISPOSITIONS = "dispositions-sink";
    private static final String TO_DEAD_LETTERS = "dead-letters-sink";
    private static final String TO_TASKS = "mining-tasks-sink";
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);
    /** Of all partitions together, some 1 KiB each. */
    private static final int RECENT_TURNS = 32_768;

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
                StateStores.logged(
                        config.store() == StoreKind.IN_MEMORY ? Stores::inMemoryKeyValueStore : onDisk(config, topics)),
                recentTurns(topics));
    }

    /** The same with other state, for measurements. */
    public static Topology build(
            StreamsConfig config, Topics topics, EndOffsets ends, StreamsMetrics metrics, StateStores stores) {
        return build(config, topics, ends, metrics, stores, recentTurns(topics));
    }

    private static int recentTurns(Topics topics) {
        return Math.max(1, RECENT_TURNS / topics.interactions.partitions());
    }

    /** What waits to be written takes a sixteenth as much memory again as what RocksDB has. */
    private static Function<String, KeyValueBytesStoreSupplier> onDisk(StreamsConfig config, Topics topics) {
        int busy = 5; // of conversations and users
        return name -> BatchedStores.of(
                name,
                config.stateMemory() / 16,
                busy,
                Math.max(topics.interactions.partitions(), topics.profiles.partitions()));
    }

    /** @param recentTurns how many turns of a partition are kept in memory besides */
    static Topology build(
            StreamsConfig config,
            Topics topics,
            EndOffsets ends,
            StreamsMetrics metrics,
            StateStores stores,
            int recentTurns) {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, MiningResult> results = stream(builder, "mining-results-source", topics.miningResults);
        KStream<String, Object> attributed = stream(builder, "interactions-source", topics.interactions)
                .process(() -> deduplicator(config, topics, metrics), Named.as(DEDUPLICATE))
                .mapValues(Interaction.class::cast, Named.as(ACCEPTED))
                .process(() -> attributor(config), Named.as(ATTRIBUTE));
        attributed
                .merge(results.mapValues(Object.class::cast, Named.as("answers")), Named.as(TURN_INPUTS))
                .process(() -> settler(config, topics, ends, metrics, recentTurns), Named.as(SETTLE))
                .mapValues(Observation.class::cast, Named.as(OBSERVATIONS))
                .repartition(repartitioned("observations", Observation.class, topics, topics.profiles.partitions()))
                .process(() -> users(config), Named.as(USERS))
                .repartition(repartitioned("figures", PartitionFigures.class, topics, 1))
                .process(
                        () -> ExperimentTopology.report(topics, config.experiment(), metrics.experiment()),
                        Named.as(REPORT));
        attributed
                .mapValues(ProfileUpdate.class::cast, Named.as(PROFILE_UPDATES))
                .merge(results.process(() -> new Descriptions(metrics), Named.as("descriptions")), Named.as("wishes"))
                .repartition(
                        repartitioned("profile-updates", ProfileUpdate.class, topics, topics.profiles.partitions()))
                .process(() -> profiles(config, metrics), Named.as(PROFILE));
        Topology topology = builder.build();
        topology.addStateStore(stores.of(SEEN_STORE, SeenEvent.class, topics), DEDUPLICATE);
        topology.addStateStore(stores.of(CONVERSATIONS_STORE, Conversation.class, topics), ATTRIBUTE, SETTLE);
        topology.addStateStore(stores.of(TURNS_STORE, TurnState.class, topics), SETTLE);
        topology.addStateStore(stores.of(PROFILES_STORE, ProfileState.class, topics), PROFILE);
        topology.addStateStore(stores.of(TEXTS_STORE, Turn.class, topics), SETTLE);
        sink(topology, TO_PREFERENCES, topics.preferences, SETTLE);
        sink(topology, TO_DISPOSITIONS, topics.dispositions, ATTRIBUTE, SETTLE);
        sink(topology, TO_TASKS, topics.miningTasks, SETTLE);
        sink(topology, TO_DEAD_LETTERS, topics.deadLetters, DEDUPLICATE);
        sink(topology, "profiles-sink", topics.profiles, PROFILE);
        topology.addStateStore(stores.of(USERS_STORE, UserStanding.class, topics), USERS);
        ErasureView.addTo(topology, topics);
        Operation.addTo(topology, topics, stores);
        ExperimentTopology.addTo(topology, topics, config.experiment(), config.alerts(), ends, REPORT, stores);
        return topology;
    }

    private static <V extends SpecificRecord> Repartitioned<String, V> repartitioned(
            String name, Class<V> type, Topics topics, int partitions) {
        return Repartitioned.<String, V>as(name)
                .withKeySerde(Serdes.String())
                .withValueSerde(topics.serde(type))
                .withNumberOfPartitions(partitions);
    }

    private static UserProcessor users(StreamsConfig config) {
        return new UserProcessor(
                USERS_STORE,
                config.experiment().reportEvery(),
                config.experiment().memory());
    }

    private static Deduplicator deduplicator(StreamsConfig config, Topics topics, StreamsMetrics metrics) {
        return new Deduplicator(
                topics.interactions,
                config.deduplication(),
                SWEEP_EVERY,
                new Deduplicator.Names(SEEN_STORE, ACCEPTED, TO_DEAD_LETTERS),
                metrics);
    }

    private static Attributor attributor(StreamsConfig config) {
        return new Attributor(
                new Attributor.Names(CONVERSATIONS_STORE, TURN_INPUTS, TO_DISPOSITIONS, PROFILE_UPDATES),
                config.profiles().on(),
                config.deduplication(),
                Sweep.past(longer(config.deduplication(), config.retention())),
                SWEEP_EVERY);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static ProfileProcessor profiles(StreamsConfig config, StreamsMetrics metrics) {
        return new ProfileProcessor(
                PROFILES_STORE, new ProfileBook(config.profiles().entries()), metrics);
    }

    private static SettleProcessor settler(
            StreamsConfig config, Topics topics, EndOffsets ends, StreamsMetrics metrics, int recentTurns) {
        FollowUpClassifier classifier =
                new FollowUpClassifier(Lexicon.of(config.rules().lexicon()));
        SettleSettings settings = new SettleSettings(
                config.windows(),
                config.limits(),
                new Miners(config.rules(), config.windows(), config.limits(), classifier),
                new EditStudies(config.profiles()),
                config.retention(),
                config.punctuateEvery(),
                SWEEP_EVERY,
                config.clockGrace(),
                RESULT_GRACE,
                config.experiment().firewall(),
                recentTurns);
        SettleProcessor.Names names = new SettleProcessor.Names(
                TURNS_STORE,
                TEXTS_STORE,
                CONVERSATIONS_STORE,
                topics.interactions.name(),
                topics.miningResults.name(),
                TO_PREFERENCES,
                TO_DISPOSITIONS,
                TO_TASKS,
                OBSERVATIONS);
        return new SettleProcessor(names, settings, ends, metrics);
    }

    private static <V> KStream<String, V> stream(StreamsBuilder builder, String name, Topic<String, V> topic) {
        return builder.stream(
                topic.name(),
                Consumed.<String, V>with(topic.keySerde(), topic.valueSerde()).withName(name));
    }

    private static void sink(Topology topology, String name, Topic<String, ?> topic, String... parents) {
        topology.addSink(
                name,
                topic.name(),
                topic.keySerde().serializer(),
                topic.valueSerde().serializer(),
                parents);
    }
}
