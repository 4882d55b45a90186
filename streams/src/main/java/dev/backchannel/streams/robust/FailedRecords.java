package dev.backchannel.streams.robust;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A record whose processing threw becomes a dead letter, and the next one is read. What Kafka itself throws is no fault of
 * the record: the thread is replaced and the record read again.
 */
public final class FailedRecords implements ProcessingExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(FailedRecords.class);

    private LetterWriter letters;

    @Override
    public void configure(Map<String, ?> configs) {
        letters = LetterWriter.of(configs);
    }

    @Override
    public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
        boolean kafkas = exception instanceof KafkaException && !(exception instanceof SerializationException);
        if (kafkas || context.topic() == null || record == null) {
            return Response.fail();
        }
        String reason = LetterWriter.reason("failed in " + context.processorNodeId(), exception);
        log.error("{}-{} offset {}: {}", context.topic(), context.partition(), context.offset(), reason, exception);
        return Response.resume(List.of(letters.letter(
                context, reason, context.sourceRawKey(), context.sourceRawValue(), context.timestamp())));
    }
}
