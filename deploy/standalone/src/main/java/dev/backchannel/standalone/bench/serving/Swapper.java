package dev.backchannel.standalone.bench.serving;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.bench.serving.BenchCheckpoints.Made;
import dev.backchannel.topics.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Commits one checkpoint after the other and waits until each is served. */
final class Swapper implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_NANOS = 500_000;

    private final Topic<String, Checkpoint> topic;
    private final Supplier<String> served;
    private final KafkaProducer<String, byte[]> producer;

    /** @param served id of the checkpoint that new requests get */
    Swapper(Topic<String, Checkpoint> topic, String bootstrapServers, Supplier<String> served) {
        this.topic = topic;
        this.served = served;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** @return milliseconds from the record to its service */
    @SuppressWarnings("FutureReturnValueIgnored") // what was not sent is not served in time
    double swapTo(Made made) {
        long begin = System.nanoTime();
        byte[] value = topic.valueSerde().serializer().serialize(topic.name(), made.record());
        producer.send(new ProducerRecord<>(topic.name(), made.id(), value));
        producer.flush();
        while (!served.get().equals(made.id())) {
            if (System.nanoTime() - begin > PATIENCE_NANOS) {
                throw UserError.failure("checkpoint " + made.id() + " was not served within 30 s, but " + served.get());
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return (System.nanoTime() - begin) / 1e6;
    }

    /**
     * The checkpoints in turn, at a steady pace where the server keeps up with it.
     *
     * @param half called when half of them are served
     * @return milliseconds of each swap, sorted
     */
    List<Double> swap(List<Made> checkpoints, int swaps, double perSecond, Runnable half) {
        List<Double> millis = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < swaps; i++) {
            millis.add(swapTo(checkpoints.get(i % checkpoints.size())));
            if (i == swaps / 2) {
                half.run();
            }
            long wait = begin + Math.round((i + 1) * 1e9 / perSecond) - System.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(wait);
            }
        }
        millis.sort(null);
        return millis;
    }

    @Override
    public void close() {
        producer.close();
    }
}
