package dev.backchannel.streams.robust;

import dev.backchannel.avro.DeadLetter;
import dev.backchannel.streams.account.DeadLetters;
import dev.backchannel.topics.Topic;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.jspecify.annotations.Nullable;

/** Makes dead letters of records that Kafka Streams could not get through; they are written in the same transaction. */
final class LetterWriter {
    /** Configuration key: the {@link Topic} dead-letters itself, not its name. */
    static final String TOPIC = "backchannel.dead.letters.topic";

    private final String topic;
    private final Serializer<DeadLetter> serializer;

    private LetterWriter(Topic<String, DeadLetter> topic) {
        this.topic = topic.name();
        this.serializer = topic.valueSerde().serializer();
    }

    @SuppressWarnings("unchecked") // ExceptionHandling puts no other there
    static LetterWriter of(Map<String, ?> configs) {
        if (!(configs.get(TOPIC) instanceof Topic<?, ?> topic)) {
            throw new IllegalArgumentException("the configuration lacks " + TOPIC);
        }
        return new LetterWriter((Topic<String, DeadLetter>) topic);
    }

    ProducerRecord<byte[], byte[]> letter(
            ErrorHandlerContext context,
            String reason,
            byte @Nullable [] key,
            byte @Nullable [] value,
            long timestamp) {
        DeadLetters.Origin origin = new DeadLetters.Origin(
                context.topic() == null ? "" : context.topic(),
                context.partition(),
                context.offset(),
                Instant.ofEpochMilli(Math.max(0, timestamp)));
        DeadLetter letter = DeadLetters.unreadable(origin, reason, key, value);
        return new ProducerRecord<>(topic, key, serializer.serialize(topic, letter));
    }

    /** The innermost message: what was wrong, without the frames around it. */
    static String reason(String what, Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String outer = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return what + ": " + outer + (cause == e || cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")");
    }
}
