package dev.backchannel.streams.robust;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A record that cannot be decoded becomes a dead letter, and the next one is read. While a schema registry is away nobody can
 * tell: after some patience the thread is replaced and the record read again.
 */
public final class UnreadableRecords implements DeserializationExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(UnreadableRecords.class);

    private LetterWriter letters;

    @Override
    public void configure(Map<String, ?> configs) {
        letters = LetterWriter.of(configs);
    }

    @Override
    public Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
        if (exception instanceof RetriableException) {
            return Response.fail();
        }
        String reason = LetterWriter.reason("unreadable", exception);
        log.warn("{}-{} offset {}: {}", record.topic(), record.partition(), record.offset(), reason);
        return Response.resume(
                List.of(letters.letter(context, reason, record.key(), record.value(), record.timestamp())));
    }
}
