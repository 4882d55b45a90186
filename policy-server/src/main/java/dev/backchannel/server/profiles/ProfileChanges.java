package dev.backchannel.server.profiles;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Other;
import dev.backchannel.server.emission.TurnRecords;
import dev.backchannel.topics.Keys;
import dev.backchannel.topics.Topic;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes what users change in their profiles to the interactions topic, from where streams, the one writer of profiles,
 * takes it. On a thread of its own: a producer blocks while the broker is away.
 */
public final class ProfileChanges implements AutoCloseable {
    /** Kind of the payload. */
    public static final String KIND = "profile";

    private static final String CONVERSATION = "profile:";
    private static final int MAX_WAITING = 64;

    private final Topic<String, Interaction> topic;
    private final Clock clock;
    private final KafkaProducer<String, byte[]> producer;
    private final ThreadPoolExecutor executor;

    public ProfileChanges(Topic<String, Interaction> topic, Map<String, Object> kafka, Clock clock) {
        this.topic = topic;
        this.clock = clock;
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        this.producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        this.executor =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING), task -> {
                    Thread thread = new Thread(task, "profile-changes");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** What a profile is to hold: preferences that stay, by id, and sentences in the user's own words. */
    public record Wanted(List<String> ids, List<String> sentences) {}

    /**
     * Any thread; never blocks. Completes when the broker has acknowledged.
     *
     * @throws RejectedExecutionException if too many wait for the broker already
     */
    public CompletableFuture<Void> replace(String eventId, String tenant, String user, Wanted wanted) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode entries = json.putArray("replace");
        wanted.ids().forEach(id -> entries.addObject().put("id", id));
        wanted.sentences().forEach(sentence -> entries.addObject().put("sentence", sentence));
        return send(eventId, tenant, user, json);
    }

    /** As {@link #replace}: all goes. */
    public CompletableFuture<Void> forget(String eventId, String tenant, String user) {
        return send(eventId, tenant, user, JsonNodeFactory.instance.objectNode().put("forget", true));
    }

    private CompletableFuture<Void> send(String eventId, String tenant, String user, ObjectNode json) {
        String conversation = CONVERSATION + user;
        Interaction change = Interaction.newBuilder()
                .setEventId(eventId)
                .setTenant(tenant)
                .setConversationId(conversation)
                .setTurnId(null)
                .setUserId(user)
                .setOccurredAt(clock.instant())
                .setSource(TurnRecords.SOURCE)
                .setPayload(new Other(KIND, json.toString()))
                .build();
        byte[] value = topic.valueSerde().serializer().serialize(topic.name(), change);
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        executor.execute(() -> send(Keys.of(tenant, conversation), value, acknowledged));
        return acknowledged;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback is told
    private void send(String key, byte[] value, CompletableFuture<Void> acknowledged) {
        try {
            producer.send(new ProducerRecord<>(topic.name(), key, value), (metadata, error) -> {
                if (error == null) {
                    acknowledged.complete(null);
                } else {
                    acknowledged.completeExceptionally(error);
                }
            });
        } catch (RuntimeException e) {
            acknowledged.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
        producer.close(Duration.ofSeconds(1));
    }
}
