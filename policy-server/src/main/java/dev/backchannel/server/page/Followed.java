package dev.backchannel.server.page;

import dev.backchannel.server.page.Picture.Read;
import dev.backchannel.topics.Topic;
import java.util.function.BiConsumer;

/**
 * What is read of a topic, and who takes it.
 *
 * @param least so many of the newest records, however old they are
 * @param most and no more than these, however new
 */
record Followed<V>(Topic<String, V> topic, long least, long most, BiConsumer<Read, V> taker) {
    /** @throws org.apache.kafka.common.errors.SerializationException if the record cannot be read */
    void take(Read read) {
        V value = topic.valueSerde()
                .deserializer()
                .deserialize(topic.name(), read.record().value());
        taker.accept(read, value);
    }
}
