package dev.backchannel.streams.erased;

import dev.backchannel.avro.Control;
import dev.backchannel.topics.Targets;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The users who are erased, as {@code controls} says, in every task of every instance. One for each processor that keeps
 * anything of users: it turns away what comes of them, and asks {@link #unknown} now and then whom to forget. One thread.
 */
public final class ErasedUsers {
    /** The global store that this reads. */
    static final String STORE = "erased-users";

    private final ReadOnlyKeyValueStore<String, Control> controls;
    private final Set<String> known = new HashSet<>();

    private ErasedUsers(ReadOnlyKeyValueStore<String, Control> controls) {
        this.controls = controls;
    }

    /** As a processor sees them; {@link ErasureView} must be part of its topology. */
    public static ErasedUsers of(ProcessingContext context) {
        return new ErasedUsers(context.getStateStore(STORE));
    }

    /** @param userId null: nobody */
    public boolean contains(String tenant, @Nullable String userId) {
        return userId != null && controls.get(Targets.user(tenant, userId)) != null;
    }

    /**
     * Those that were not there when this was asked last, as {@code tenant/user_id}; at first all of them, since what was
     * restored may be older than their erasure.
     */
    public Set<String> unknown() {
        Set<String> fresh = new HashSet<>();
        try (KeyValueIterator<String, Control> all = controls.all()) {
            while (all.hasNext()) {
                String target = all.next().key;
                if (known.add(target)) {
                    Targets.userOf(target).ifPresent(fresh::add);
                }
            }
        }
        return fresh;
    }
}
