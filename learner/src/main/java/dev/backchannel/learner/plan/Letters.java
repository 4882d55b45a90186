package dev.backchannel.learner.plan;

import dev.backchannel.avro.DeadLetter;
import dev.backchannel.topics.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Makes dead letters of records that nobody could use; what would not fit into a record is cut, and the reason says so. */
final class Letters {
    private static final int LONGEST_KEY = 64 << 10;
    /** Leaves room for the keys and all else that stands in a letter. */
    private static final int LONGEST_VALUE = Topic.MAX_RECORD_BYTES - (256 << 10);

    private Letters() {}

    static Incoming.Undecodable of(ConsumerRecord<byte[], byte[]> read, long now, String reason) {
        DeadLetter letter = DeadLetter.newBuilder()
                .setOriginTopic(read.topic())
                .setOriginPartition(read.partition())
                .setOriginOffset(read.offset())
                .setReason(Reasons.brief(reason)
                        + cut("key", read.key(), LONGEST_KEY)
                        + cut("value", read.value(), LONGEST_VALUE))
                .setKey(atMost(LONGEST_KEY, read.key()))
                .setValue(atMost(LONGEST_VALUE, read.value()))
                .setAcceptedAt(Instant.ofEpochMilli(read.timestamp()))
                .setCut(length(read.key()) > LONGEST_KEY || length(read.value()) > LONGEST_VALUE)
                .build();
        String key = read.key() == null
                ? ""
                : StandardCharsets.UTF_8
                        .decode(ByteBuffer.wrap(read.key(), 0, Math.min(LONGEST_KEY, read.key().length)))
                        .toString();
        return new Incoming.Undecodable(read.offset(), now, key, letter);
    }

    private static String cut(String what, byte[] bytes, int longest) {
        return bytes == null || bytes.length <= longest
                ? ""
                : " (of its " + what + "'s " + bytes.length + " bytes the first " + longest + " are kept)";
    }

    private static int length(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static @Nullable ByteBuffer atMost(int longest, byte[] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes, 0, Math.min(longest, bytes.length));
    }
}
