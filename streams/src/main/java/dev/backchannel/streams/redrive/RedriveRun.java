package dev.backchannel.streams.redrive;

import dev.backchannel.avro.DeadLetter;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.Redrive;
import dev.backchannel.streams.account.Redriven;
import dev.backchannel.streams.ledger.LogReader;
import dev.backchannel.streams.operation.Outcomes;
import dev.backchannel.streams.operation.Selection;
import dev.backchannel.topics.Cause;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.Topics;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * What one command does: the records are sent as they were, with each letter's mark, in the transaction of the command's outcome.
 */
final class RedriveRun {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Topics topics;
    private final String bootstrapServers;
    private final Clock clock;

    RedriveRun(Topics topics, String bootstrapServers, Clock clock) {
        this.topics = topics;
        this.bootstrapServers = bootstrapServers;
        this.clock = clock;
    }

    /** Writes with the producer, and says what. */
    OperatorEvent outcome(OperatorCommand command, KafkaProducer<byte[], byte[]> producer) {
        Selection selection;
        try {
            selection = Selection.of(command.getArguments());
        } catch (IllegalArgumentException e) {
            return Outcomes.of(command, false, Cause.message(e), Map.of(), clock.instant());
        }
        Mailbag.Sorted letters = letters(selection);
        send(letters.sent(), command, producer);
        Map<String, String> details = new HashMap<>();
        details.put("redriven", Integer.toString(letters.sent().size()));
        details.put("redriven_before", Integer.toString(letters.before()));
        details.put("left", Integer.toString(letters.left()));
        letters.unfit().forEach((why, count) -> details.put("not_sent: " + why, Integer.toString(count)));
        return Outcomes.of(command, true, message(letters), details, clock.instant());
    }

    private Mailbag.Sorted letters(Selection selection) {
        Map<String, Topic<String, ?>> known = new HashMap<>();
        topics.all().forEach(topic -> known.put(topic.name(), topic));
        Mailbag mailbag = new Mailbag(selection, known);
        try (LogReader reader = new LogReader(bootstrapServers, PATIENCE)) {
            reader.each(topics.deadLetters, (at, letter) -> mailbag.add(letter));
        }
        return mailbag.sorted();
    }

    private static String message(Mailbag.Sorted letters) {
        StringBuilder message = new StringBuilder("sent " + letters.sent().size() + " of " + letters.count()
                + (letters.count() == 1 ? " record again" : " records again"));
        if (letters.before() > 0) {
            message.append("; ").append(letters.before()).append(" had been sent before");
        }
        letters.unfit()
                .forEach((why, count) ->
                        message.append("; ").append(count).append(' ').append(why));
        if (letters.left() > 0) {
            message.append("; ").append(letters.left()).append(" are left, repeat the command for more");
        }
        return message.toString();
    }

    /** The marks say where the records stand now, which only the broker knows. */
    private void send(List<DeadLetter> letters, OperatorCommand command, KafkaProducer<byte[], byte[]> producer) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (DeadLetter letter : letters) {
            ProducerRecord<byte[], byte[]> again = new ProducerRecord<>(
                    letter.getOriginTopic(),
                    letter.getOriginPartition(),
                    bytes(letter.getKey()),
                    bytes(letter.getValue()));
            again.headers().add(Redriven.HEADER, Redriven.from(letter.getOriginPartition(), letter.getOriginOffset()));
            sent.add(producer.send(again));
        }
        producer.flush();
        for (int i = 0; i < letters.size(); i++) {
            DeadLetter letter = letters.get(i);
            RecordMetadata now = get(sent.get(i));
            DeadLetter mark = DeadLetter.newBuilder(letter)
                    .setReason("redriven by the command " + command.getCommandId())
                    .setKey(null)
                    .setValue(null)
                    .setRedrive(new Redrive(command.getCommandId(), now.partition(), now.offset()))
                    .build();
            var unused = producer.send(new ProducerRecord<>(
                    topics.deadLetters.name(),
                    bytes(letter.getKey()),
                    topics.deadLetters.valueSerde().serializer().serialize(topics.deadLetters.name(), mark)));
        }
    }

    private static RecordMetadata get(Future<RecordMetadata> sent) {
        try {
            return sent.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while sending letters again", e);
        } catch (ExecutionException e) {
            throw new KafkaException("a letter could not be sent again: " + e.getCause(), e.getCause());
        }
    }

    private static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
