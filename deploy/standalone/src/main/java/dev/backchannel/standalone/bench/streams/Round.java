package dev.backchannel.standalone.bench.streams;

import dev.backchannel.standalone.bench.measure.ProcessorTime;
import dev.backchannel.streams.BackchannelTopology;
import dev.backchannel.streams.KafkaSettings;
import dev.backchannel.streams.StreamsConfig;
import dev.backchannel.streams.StreamsRole;
import dev.backchannel.streams.ledger.Ledger;
import dev.backchannel.streams.ledger.LedgerReport;
import dev.backchannel.streams.metrics.StreamsMetrics;
import dev.backchannel.streams.watermark.KafkaEndOffsets;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;

/** One input, and both topologies on it, one after the other. */
final class Round {
    private static final long LOOK_MS = 20;

    private final BenchBroker broker;
    private final Tested tested;
    private final StreamsConfig config;
    private final Path folder;
    private final String prefix;
    private final Topics topics;

    /** @param name of this round, unlike all others */
    Round(BenchBroker broker, Tested tested, int partitions, Path folder, String name) {
        this.broker = broker;
        this.tested = tested;
        this.config = tested.config();
        this.folder = folder.resolve(name);
        this.prefix = name + '-';
        this.topics = new Topics(new TopicSettings(prefix, TopicSettings.DEFAULT_POLICY, partitions, 1));
    }

    /** @param passFirst which of the two topologies goes first */
    Run run(long events, long seed, boolean passFirst) throws InterruptedException {
        Input input = write(events, seed);
        if (passFirst) {
            Pace passed = passThrough(input);
            return run(input, passed, backchannel(input));
        }
        Pace settled = backchannel(input);
        return run(input, passThrough(input), settled);
    }

    private Run run(Input input, Pace passed, Pace settled) {
        return new Run(input, passed, settled, account(), inputBytes(), passedBytes(), writtenBytes());
    }

    Input write(long events, long seed) {
        broker.create(topics, PassThrough.output(topics.interactions));
        return Input.write(broker.bootstrapServers(), topics.interactions, events, seed);
    }

    /** Until every record has been passed on and that is committed. */
    Pace passThrough(Input input) throws InterruptedException {
        return pace(prefix + "pass-through", PassThrough.topology(topics.interactions), input, () -> true);
    }

    /** Until every record has been processed, every window has closed, and all of that is committed. */
    Pace backchannel(Input input) throws InterruptedException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        String group = BackchannelTopology.applicationId(topics);
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
        try (KafkaEndOffsets ends =
                new KafkaEndOffsets(admin, group, partitions(), config.observeEvery(), Clock.systemUTC())) {
            Topology topology = tested.topology(topics, ends, new StreamsMetrics(registry));
            Pace pace = pace(
                    group,
                    topology,
                    input,
                    () -> counted(registry, "backchannel.streams.dispositions") >= input.ends());
            double commit = config.commitInterval().toMillis() / 1000.0; // what ended last is committed within one more
            return new Pace(pace.events(), pace.seconds() + commit, pace.cpuSeconds());
        }
    }

    /**
     * Starts the application without its state, as after a crash, and at once lets a user rewrite an answer.
     *
     * @param quick settles soon
     * @return seconds from the start to what that teaches
     */
    double restoration(StreamsConfig quick) throws InterruptedException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Path state = folder.resolve("restored");
        long start = System.nanoTime();
        try (StreamsRole role = StreamsRole.start(quick, topics, broker.bootstrapServers(), state, registry)) {
            Input.rewrite(broker.bootstrapServers(), topics.interactions);
            await(() -> counted(registry, "backchannel.streams.preferences") > 0);
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private Pace pace(String group, Topology topology, Input input, BooleanSupplier ended) throws InterruptedException {
        Properties settings = KafkaSettings.of(group, config, topics, broker.bootstrapServers(), folder.resolve(group));
        try (KafkaStreams streams = new KafkaStreams(topology, settings)) {
            streams.start();
            await(() -> broker.committed(group, topics.interactions) > 0);
            long start = System.nanoTime();
            double cpuBefore = ProcessorTime.seconds();
            long before = broker.committed(group, topics.interactions);
            await(() -> ended.getAsBoolean() && broker.committed(group, topics.interactions) >= input.events());
            return new Pace(
                    input.events() - before, (System.nanoTime() - start) / 1e9, ProcessorTime.seconds() - cpuBefore);
        }
    }

    private List<TopicPartition> partitions() {
        return Stream.of(topics.interactions, topics.miningResults)
                .flatMap(t -> IntStream.range(0, t.partitions()).mapToObj(p -> new TopicPartition(t.name(), p)))
                .toList();
    }

    /** Reads the topics once more and accounts for every signal. */
    LedgerReport account() {
        return new Ledger(broker.bootstrapServers(), topics, config.deduplication()).read();
    }

    long passedBytes() {
        return broker.bytes(PassThrough.output(topics.interactions)::equals);
    }

    /** Records and changelogs. */
    long writtenBytes() {
        return broker.bytes(name -> name.startsWith(prefix)
                && !name.equals(topics.interactions.name())
                && !name.equals(PassThrough.output(topics.interactions)));
    }

    long inputBytes() {
        return broker.bytes(topics.interactions.name()::equals);
    }

    void delete() {
        broker.delete(name -> name.startsWith(prefix));
    }

    private static long counted(SimpleMeterRegistry registry, String name) {
        return Math.round(registry.find(name).counters().stream()
                .mapToDouble(Counter::count)
                .sum());
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        }
    }
}
