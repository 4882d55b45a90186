package dev.backchannel.streams.account;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;

/** Tells a record that an operator sent again from one that its producer sent twice. */
public final class Redriven {
    /** Its value: partition and offset where the record stood before. */
    public static final String HEADER = "backchannel-redriven-from";

    private Redriven() {}

    public static boolean is(Headers headers) {
        return headers.lastHeader(HEADER) != null;
    }

    public static byte[] from(int partition, long offset) {
        return (partition + "@" + offset).getBytes(StandardCharsets.UTF_8);
    }
}
