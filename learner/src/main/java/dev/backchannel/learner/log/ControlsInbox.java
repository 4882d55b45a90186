package dev.backchannel.learner.log;

import dev.backchannel.avro.Control;
import dev.backchannel.avro.Preference;
import dev.backchannel.topics.Targets;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state that operators want, as it stands on {@code controls}. One thread. */
public final class ControlsInbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlsInbox.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long EVERY_NANOS = Duration.ofMillis(250).toNanos();

    private final Topic<String, Control> topic;
    private final String learner;
    private final LongSupplier nanos;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Control> standing = new HashMap<>();
    private long next;

    /** Returns once everything that stands there now is known. */
    public ControlsInbox(Topics topics, String bootstrapServers, LongSupplier nanos) {
        this.topic = topics.controls;
        this.learner = Targets.learner(topics.settings().policy());
        this.nanos = nanos;
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        this.consumer = CommittedReader.of(partition, bootstrapServers);
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        while (consumer.position(partition) < end) {
            consumer.poll(POLL).forEach(this::take);
        }
        this.next = nanos.getAsLong();
    }

    /** Takes in what came since; looks at most four times a second, and never waits. @return whether anything came */
    public boolean poll() {
        if (nanos.getAsLong() - next < 0) {
            return false;
        }
        next = nanos.getAsLong() + EVERY_NANOS;
        boolean came = false;
        for (ConsumerRecord<byte[], byte[]> read : consumer.poll(Duration.ZERO)) {
            take(read);
            came = true;
        }
        return came;
    }

    /** Whether this policy's learner takes no steps for now. */
    public boolean isPaused() {
        Control control = standing.get(learner);
        return control != null && control.getPaused();
    }

    /** How many users may not teach. */
    public int quarantined() {
        return (int) standing.values().stream().filter(Control::getQuarantined).count();
    }

    /** Why this preference's user teaches nothing; empty: may teach. */
    public Optional<String> quarantine(Preference preference) {
        if (preference.getUserId() == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(standing.get(Targets.user(preference.getTenant(), preference.getUserId())))
                .filter(Control::getQuarantined)
                .map(control -> "quarantined: by the command " + control.getCommandId());
    }

    private void take(ConsumerRecord<byte[], byte[]> read) {
        String target = topic.keySerde().deserializer().deserialize(topic.name(), read.key());
        if (read.value() == null) {
            standing.remove(target);
            return;
        }
        try {
            standing.put(target, topic.valueSerde().deserializer().deserialize(topic.name(), read.value()));
        } catch (SerializationException e) {
            LOG.warn("left out offset {} of {}: {}", read.offset(), topic.name(), e.getMessage());
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
