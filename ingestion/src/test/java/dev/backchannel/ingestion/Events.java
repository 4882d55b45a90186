package dev.backchannel.ingestion;

import dev.backchannel.avro.Interaction;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.TopicAdmin;
import dev.backchannel.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Events as clients write them, and the topic as it stands. */
final class Events {
    private Events() {}

    static String thumb(String id) {
        return """
                {"type":"thumb","event_id":"%s","conversation_id":"c1","turn_id":"t1","user_id":"u1","value":"up","occurred_at":"2026-11-20T10:00:00Z"}""".formatted(id);
    }

    static String followUp(String id, String text) {
        return """
                {"type":"follow_up","event_id":"%s","conversation_id":"c1","text":"%s"}""".formatted(id, text);
    }

    static String turn(String id) {
        return """
                {"type":"turn","event_id":"%s","conversation_id":"c1",
                 "messages":[{"role":"system","content":"Be kind."},{"role":"user","content":"Grüße 👋"}],"response":"Hi!"}""".formatted(id);
    }

    static void createTopics(String bootstrapServers, Topics topics) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            new TopicAdmin(admin).createMissing(topics);
        }
    }

    /** Everything on the interactions topic now, in the order of each partition. */
    static List<ConsumerRecord<String, Interaction>> on(String bootstrapServers, Topics topics) {
        Topic<String, Interaction> topic = topics.interactions;
        try (KafkaConsumer<String, Interaction> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "fetch.max.wait.ms", 20),
                topic.keySerde().deserializer(),
                topic.valueSerde().deserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (int p = 0; p < topic.partitions(); p++) {
                partitions.add(new TopicPartition(topic.name(), p));
            }
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.seekToBeginning(partitions);
            List<ConsumerRecord<String, Interaction>> records = new ArrayList<>();
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }
}
