package dev.backchannel.server.scoring;

import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.ReadPrefix;
import dev.backchannel.server.policies.ServedPolicy;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Conversations that were read for scoring, so that the next texts after them need only their own tokens. Not thread-safe. */
final class ReadPrefixes implements AutoCloseable {
    /** With fewer tokens there is nothing to run before the continuations. */
    private static final int LEAST = 2;

    private final PolicyModel model;
    private final long maxBytes;
    private final Counter readTokens;
    private final Counter knownTokens;
    private final Map<Key, ReadPrefix> read = new LinkedHashMap<>(16, 0.75f, true); // what was used longest ago first
    private long bytes;

    private record Key(String policy, int[] ids) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && policy.equals(key.policy) && Arrays.equals(ids, key.ids);
        }

        @Override
        public int hashCode() {
            return 31 * policy.hashCode() + Arrays.hashCode(ids);
        }

        @Override
        public String toString() {
            return policy + ", " + ids.length + " tokens";
        }
    }

    /** @param maxBytes of all that is kept; 0 for the one in use only */
    ReadPrefixes(PolicyModel model, long maxBytes, MeterRegistry metrics) {
        this.model = model;
        this.maxBytes = maxBytes;
        this.readTokens = Counter.builder("backchannel_score_prefix_tokens")
                .description("Tokens of conversations that were read to score what comes next")
                .register(metrics);
        this.knownTokens = Counter.builder("backchannel_score_prefix_hits")
                .description(
                        "Tokens of conversations that need not be read, because an earlier request had scored something after them")
                .register(metrics);
    }

    static boolean worthReading(int[] prefix) {
        return prefix.length >= LEAST;
    }

    /** The prefix, read now or before; good until the next call. */
    ReadPrefix of(ServedPolicy policy, int[] prefix) {
        Key key = new Key(policy.id(), prefix);
        ReadPrefix known = read.get(key);
        if (known != null) {
            knownTokens.increment(prefix.length);
            return known;
        }
        readTokens.increment(prefix.length);
        ReadPrefix added = model.readPrefix(prefix, policy.adapter());
        read.put(key, added);
        bytes += added.bytes();
        for (Iterator<ReadPrefix> oldest = read.values().iterator(); bytes > maxBytes && read.size() > 1; ) {
            ReadPrefix gone = oldest.next();
            bytes -= gone.bytes();
            gone.close();
            oldest.remove();
        }
        return added;
    }

    int size() {
        return read.size();
    }

    @Override
    public void close() {
        read.values().forEach(ReadPrefix::close);
        read.clear();
    }
}
