package dev.backchannel.server.pool;

import dev.backchannel.avro.Probe;
import java.util.List;

/**
 * A checkpoint as upstreams load and show it.
 *
 * @param path of its folder, as they see it
 * @param probes what the learner saw it do
 */
record PooledCheckpoint(String id, String path, List<Probe> probes) {
    private static final String PREFIX = "backchannel-";

    /** Its model's name. */
    String name() {
        return name(id);
    }

    static String name(String checkpointId) {
        return PREFIX + checkpointId;
    }

    static boolean isName(String model) {
        return model.startsWith(PREFIX);
    }

    /** @param name for which {@link #isName} holds */
    static String id(String name) {
        return name.substring(PREFIX.length());
    }
}
