package dev.backchannel.learner.rebuild;

import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Preference;
import dev.backchannel.learner.LearnerStoppedException;
import dev.backchannel.learner.log.Dispositions;
import dev.backchannel.learner.log.LearnerGroup;
import dev.backchannel.topics.KafkaAccess;
import dev.backchannel.topics.Keys;
import dev.backchannel.topics.Offsets;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Copies one policy's preferences to another's topic, each once, in their order. A copy names the offset it comes from, so that
 * a later run goes on where the last one ended. Whoever is left out is accounted ERASED for the other policy.
 */
final class PreferenceCopy {
    private static final String OFFSET = "copied-from-offset";
    private static final String SELECTION = "selection";
    private static final Duration POLL = Duration.ofMillis(200);

    private final Topics source;
    private final Topics target;
    private final String bootstrapServers;
    private final Selection selection;
    private final Dispositions ends;

    PreferenceCopy(Topics source, Topics target, String bootstrapServers, Selection selection) {
        this.source = source;
        this.target = target;
        this.bootstrapServers = bootstrapServers;
        this.selection = selection;
        this.ends = new Dispositions(target.settings().policy());
    }

    /**
     * @param beginning first offset that the source still holds; above 0, retention has deleted what was below
     * @param copied now
     * @param leftOut now
     */
    record Copied(long beginning, long copied, long leftOut) {}

    /**
     * The offset of the source from which to go on; 0 if nothing has come over yet.
     *
     * @throws LearnerStoppedException if the target holds preferences of its own, or those of another selection
     */
    long next() {
        long[] next = {0};
        read(target.preferences, 0, records -> records.forEach(r -> next[0] = offset(r) + 1));
        return next[0];
    }

    /** Users who are to be left out and of whom the source holds nothing: most likely their names are wrong. */
    SortedSet<String> strangers() {
        SortedSet<String> strangers = new TreeSet<>(selection.leftOut());
        if (!strangers.isEmpty()) {
            read(
                    source.preferences,
                    0,
                    records -> records.forEach(read -> {
                        Preference preference = decode(read);
                        if (preference != null && preference.getUserId() != null) {
                            strangers.remove(Keys.of(preference.getTenant(), preference.getUserId()));
                        }
                    }));
        }
        return strangers;
    }

    /** @param next offset of the source to begin at, from {@link #next} */
    Copied run(long next) {
        long[] counts = new long[2];
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                KafkaAccess.to(
                        bootstrapServers,
                        Map.of("acks", "all", "transactional.id", LearnerGroup.of(target) + "-rebuild")),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            long beginning = read(source.preferences, next, records -> {
                producer.beginTransaction();
                for (ConsumerRecord<byte[], byte[]> read : records) {
                    counts[copy(read, producer) ? 0 : 1]++;
                }
                producer.commitTransaction();
            });
            return new Copied(beginning, counts[0], counts[1]);
        }
    }

    private boolean copy(ConsumerRecord<byte[], byte[]> read, KafkaProducer<byte[], byte[]> producer) {
        Preference preference = decode(read);
        if (preference == null) {
            return false; // the source's learner wrote its dead letter
        }
        if (selection.leavesOut(preference)) {
            for (Disposition end : ends.of(preference, Outcome.ERASED, "left out when the lineage was rebuilt")) {
                send(producer, target.dispositions, Keys.of(end.getTenant(), end.getEventId()), end, null);
            }
            return false;
        }
        String key = Keys.of(preference.getTenant(), preference.getConversationId());
        send(producer, target.preferences, key, selection.form(preference), read.offset());
        return true;
    }

    private <V> void send(
            KafkaProducer<byte[], byte[]> producer, Topic<String, V> topic, String key, V value, @Nullable Long from) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topic.name(),
                topic.keySerde().serializer().serialize(topic.name(), key),
                topic.valueSerde().serializer().serialize(topic.name(), value));
        if (from != null) {
            record.headers()
                    .add(OFFSET, ByteBuffer.allocate(Long.BYTES).putLong(from).array())
                    .add(SELECTION, selection.name().getBytes(StandardCharsets.UTF_8));
        }
        var unused = producer.send(record); // a failed send fails the commit
    }

    private long offset(ConsumerRecord<byte[], byte[]> copy) {
        Header from = copy.headers().lastHeader(OFFSET);
        Header selected = copy.headers().lastHeader(SELECTION);
        String name = selected == null ? "" : new String(selected.value(), StandardCharsets.UTF_8);
        if (from == null || !name.equals(selection.name())) {
            throw new LearnerStoppedException("The policy '" + target.settings().policy() + "' has "
                    + (from == null ? "preferences of its own" : "been rebuilt from another selection (" + name + ")")
                    + " at offset " + copy.offset() + " of " + copy.topic() + "; rebuild into another --policy.");
        }
        return ByteBuffer.wrap(from.value()).getLong();
    }

    /** @return first offset that the topic holds */
    private long read(Topic<String, Preference> topic, long from, Consumer<ConsumerRecords<byte[], byte[]>> batches) {
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                KafkaAccess.reader(bootstrapServers, Map.of("fetch.max.wait.ms", 20)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            long beginning = Offsets.beginning(consumer, partition);
            long end = Offsets.end(consumer, partition);
            consumer.seek(partition, Math.max(from, beginning));
            while (consumer.position(partition) < end) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                if (!records.isEmpty()) {
                    batches.accept(records);
                }
            }
            return beginning;
        }
    }

    private @Nullable Preference decode(ConsumerRecord<byte[], byte[]> read) {
        try {
            return read.value() == null
                    ? null
                    : source.preferences.valueSerde().deserializer().deserialize(read.topic(), read.value());
        } catch (SerializationException e) {
            return null;
        }
    }
}
