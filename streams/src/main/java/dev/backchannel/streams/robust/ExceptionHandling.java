package dev.backchannel.streams.robust;

import dev.backchannel.avro.DeadLetter;
import dev.backchannel.topics.Topic;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;

/** Kafka Streams settings by which poison records become dead letters. */
public final class ExceptionHandling {
    private ExceptionHandling() {}

    public static Map<String, Object> settings(Topic<String, DeadLetter> deadLetters) {
        return Map.of(
                StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, UnreadableRecords.class,
                StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, FailedRecords.class,
                StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, UnwritableRecords.class,
                LetterWriter.TOPIC, deadLetters);
    }
}
