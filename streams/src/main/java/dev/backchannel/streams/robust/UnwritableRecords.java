package dev.backchannel.streams.robust;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A record that the broker refuses for its size becomes a dead letter without its value; the limits on text lie below that
 * size, so it is not expected. Any other failure to write aborts the transaction, and the input is read again.
 */
public final class UnwritableRecords implements ProductionExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(UnwritableRecords.class);

    private LetterWriter letters;

    @Override
    public void configure(Map<String, ?> configs) {
        letters = LetterWriter.of(configs);
    }

    @Override
    public Response handleError(
            ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
        if (!(exception instanceof RecordTooLargeException)) {
            return Response.fail();
        }
        String reason = LetterWriter.reason("too large for " + record.topic(), exception);
        log.error("{}", reason);
        long time = record.timestamp() == null ? 0 : record.timestamp();
        return Response.resume(List.of(letters.letter(context, reason, record.key(), null, time)));
    }

    @Override
    @SuppressWarnings("rawtypes") // as declared by Kafka
    public Response handleSerializationError(
            ErrorHandlerContext context,
            ProducerRecord record,
            Exception exception,
            SerializationExceptionOrigin origin) {
        String reason = LetterWriter.reason("cannot be encoded for " + record.topic(), exception);
        log.error("{}", reason, exception);
        return Response.resume(List.of(letters.letter(
                context, reason, context.sourceRawKey(), context.sourceRawValue(), context.timestamp())));
    }
}
