package dev.backchannel.streams;

import dev.backchannel.avro.Acceptance;
import dev.backchannel.avro.Control;
import dev.backchannel.avro.DeadLetter;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.Edit;
import dev.backchannel.avro.FollowUp;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.MiningResult;
import dev.backchannel.avro.MiningTask;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.PreferenceProfile;
import dev.backchannel.avro.Regeneration;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import dev.backchannel.avro.Turn;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.metrics.StreamsMetrics;
import dev.backchannel.streams.watermark.EndOffsets;
import dev.backchannel.topics.Keys;
import dev.backchannel.topics.Targets;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import dev.backchannel.topics.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/** The real topology on Kafka's own test driver: a clock that the test moves, and a partition that is always read to its end. */
public final class TopologyHarness implements AutoCloseable {
    public static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
    public static final String CONVERSATION = "c1";

    public final Topics topics;
    public final MeterRegistry meters = new SimpleMeterRegistry();
    private final TopologyTestDriver driver;
    private final List<Preference> preferences = new ArrayList<>();
    private final List<Disposition> dispositions = new ArrayList<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final List<MiningTask> tasks = new ArrayList<>();
    private final List<PreferenceProfile> profiles = new ArrayList<>();
    private Instant now = START;

    public TopologyHarness(dev.backchannel.streams.StreamsConfig config) {
        this(config, new Topics(TopicSettings.singleBroker()));
    }

    public TopologyHarness(dev.backchannel.streams.StreamsConfig config, Topics topics) {
        this.topics = topics;
        EndOffsets ends = (topic, partition) -> Optional.of(new EndOffsets.Observation(now, 0, 0));
        Properties properties = DriverSettings.of(topics);
        driver = new TopologyTestDriver(
                BackchannelTopology.build(config, topics, ends, new StreamsMetrics(meters)), properties, START);
    }

    public Instant now() {
        return now;
    }

    /** Moves the clock, and with it the wall-clock punctuations. */
    public TopologyHarness advance(Duration by) {
        return advance(by, Duration.ofMillis(100));
    }

    private TopologyHarness advance(Duration by, Duration most) {
        Duration left = by;
        while (!left.isZero()) {
            Duration step = left.compareTo(most) > 0 ? most : left;
            now = now.plus(step);
            driver.advanceWallClockTime(step);
            left = left.minus(step);
        }
        return this;
    }

    /** Moves the clock at once; punctuations run once. */
    public TopologyHarness jump(Duration by) {
        return advance(by, by);
    }

    /** The broker's clock is set, forwards or back; this process's own goes on as it did. */
    public TopologyHarness setBrokersClock(Duration by) {
        now = now.plus(by);
        return this;
    }

    /** Lets every window and task end. */
    public TopologyHarness settle() {
        return advance(Duration.ofSeconds(12), Duration.ofSeconds(1));
    }

    public TopologyHarness turn(String turnId, String response, String... messages) {
        return send(turnId, turnId, turnOf(response, messages));
    }

    public TopologyHarness edit(String eventId, String turnId, String text) {
        return send(eventId, turnId, new Edit(text));
    }

    public TopologyHarness thumb(String eventId, String turnId, ThumbValue value) {
        return send(eventId, turnId, new Thumb(value, null));
    }

    public TopologyHarness followUp(String eventId, String turnId, String text) {
        return send(eventId, turnId, new FollowUp(text));
    }

    public TopologyHarness accept(String eventId, String turnId) {
        return send(eventId, turnId, new Acceptance());
    }

    public TopologyHarness regenerate(String eventId, String turnId, String newTurnId) {
        return send(eventId, turnId, new Regeneration(newTurnId));
    }

    public TopologyHarness send(String eventId, String turnId, Object payload) {
        return send(event(eventId, turnId, payload, now, true));
    }

    /** As an operator's command would have it. */
    public TopologyHarness erase(String userId) {
        String target = Targets.user("default", userId);
        Control control = Control.newBuilder().setTarget(target).setErased(true).build();
        input(topics.controls).pipeInput(target, control, now);
        return this;
    }

    public TopologyHarness send(Interaction event) {
        input(topics.interactions).pipeInput(Keys.of(event.getTenant(), event.getConversationId()), event, now);
        return this;
    }

    /** @param traceparent in the record's header */
    public TopologyHarness traced(String eventId, String turnId, Object payload, String traceparent) {
        Interaction event = event(eventId, turnId, payload, now, true);
        RecordHeaders headers = new RecordHeaders();
        Traces.put(headers, traceparent);
        input(topics.interactions)
                .pipeInput(
                        new TestRecord<>(Keys.of(event.getTenant(), event.getConversationId()), event, headers, now));
        return this;
    }

    /** The trace contexts of the preferences that nobody has read yet; null where one has none. */
    public List<String> traces() {
        return driver
                .createOutputTopic(
                        topics.preferences.name(),
                        new StringDeserializer(),
                        topics.preferences.valueSerde().deserializer())
                .readRecordsToList()
                .stream()
                .map(record -> Traces.in(record.headers()))
                .toList();
    }

    public TopologyHarness answer(MiningResult result) {
        input(topics.miningResults).pipeInput(Keys.of(result.getTenant(), result.getConversationId()), result, now);
        return advance(Duration.ofMillis(200)); // until no event can come any more that was accepted before
    }

    public TopologyHarness raw(Topic<String, ?> topic, byte[] key, byte[] value) {
        driver.createInputTopic(topic.name(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(key, value, now);
        return this;
    }

    /** A record of another topic. */
    public <V extends SpecificRecord> TopologyHarness pipe(Topic<String, V> topic, String key, V value) {
        input(topic).pipeInput(key, value, now);
        return this;
    }

    /** What was written to a topic since it was last read. */
    public <V extends SpecificRecord> List<V> read(Topic<String, V> topic) {
        return drain(topic, new ArrayList<>());
    }

    public List<Preference> preferences() {
        return drain(topics.preferences, preferences);
    }

    public List<Disposition> dispositions() {
        return drain(topics.dispositions, dispositions);
    }

    public List<DeadLetter> deadLetters() {
        return drain(topics.deadLetters, deadLetters);
    }

    public List<MiningTask> tasks() {
        return drain(topics.miningTasks, tasks);
    }

    public List<PreferenceProfile> profiles() {
        return drain(topics.profiles, profiles);
    }

    /** Dispositions that end a signal: all but MINED, which is a link. */
    public List<Disposition> ends() {
        return dispositions().stream()
                .filter(d -> d.getOutcome() != Outcome.MINED)
                .toList();
    }

    /** The disposition of a signal, of which there must be one. */
    public Disposition endOf(String eventId) {
        List<Disposition> found = dispositions().stream()
                .filter(d -> d.getEventId().equals(eventId))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError("dispositions of " + eventId + ": " + found);
        }
        return found.get(0);
    }

    public List<TurnState> turns() {
        KeyValueStore<String, TurnState> store = driver.getKeyValueStore(BackchannelTopology.TURNS_STORE);
        List<TurnState> all = new ArrayList<>();
        try (KeyValueIterator<String, TurnState> iterator = store.all()) {
            iterator.forEachRemaining(entry -> all.add(entry.value));
        }
        return all;
    }

    public List<Turn> texts() {
        KeyValueStore<String, Turn> store = driver.getKeyValueStore(BackchannelTopology.TEXTS_STORE);
        List<Turn> all = new ArrayList<>();
        try (KeyValueIterator<String, Turn> iterator = store.all()) {
            iterator.forEachRemaining(entry -> all.add(entry.value));
        }
        return all;
    }

    /** Entries of each store. */
    public Map<String, Integer> sizes() {
        Map<String, Integer> sizes = new HashMap<>();
        for (String name : BackchannelTopology.STORES) {
            int size = 0;
            try (KeyValueIterator<String, ?> iterator =
                    driver.<String, Object>getKeyValueStore(name).all()) {
                for (; iterator.hasNext(); iterator.next()) {
                    size++;
                }
            }
            sizes.put(name, size);
        }
        return sizes;
    }

    public static Turn turnOf(String response, String... messages) {
        List<Message> list = new ArrayList<>();
        for (String message : messages) {
            int colon = message.indexOf(": ");
            list.add(new Message(message.substring(0, colon), message.substring(colon + 2)));
        }
        return Turn.newBuilder().setMessages(list).setResponse(response).build();
    }

    public static Interaction event(String eventId, String turnId, Object payload, Instant occurredAt, boolean train) {
        return Interaction.newBuilder()
                .setEventId(eventId)
                .setTenant("default")
                .setConversationId(CONVERSATION)
                .setTurnId(turnId)
                .setUserId("u1")
                .setOccurredAt(occurredAt)
                .setSource("test")
                .setTrain(train)
                .setPayload(payload)
                .build();
    }

    private <V extends SpecificRecord> TestInputTopic<String, V> input(Topic<String, V> topic) {
        return driver.createInputTopic(
                topic.name(), topic.keySerde().serializer(), topic.valueSerde().serializer());
    }

    private <V extends SpecificRecord> List<V> drain(Topic<String, V> topic, List<V> seen) {
        TestOutputTopic<String, V> output = driver.createOutputTopic(
                topic.name(),
                topic.keySerde().deserializer(),
                topic.valueSerde().deserializer());
        seen.addAll(output.readValuesToList());
        return Collections.unmodifiableList(new ArrayList<>(seen)); // profiles are taken back by null
    }

    @Override
    public void close() {
        driver.close();
    }
}
