package dev.backchannel.server.profiles;

import dev.backchannel.policy.profile.Memory;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one user's wishes.
 *
 * @param version counts the changes; 0: nothing is known
 * @param lastUpdate id of the event that changed it last; null if nobody said
 * @param preferences as people see and change them
 * @param memories what prompts are shaped from: those of the preferences that this base can use
 */
public record UserProfile(
        long version, @Nullable String lastUpdate, List<KnownPreference> preferences, List<Memory> memories) {
    static final UserProfile UNKNOWN = new UserProfile(0, null, List.of(), List.of());

    public Optional<KnownPreference> preference(String id) {
        return preferences.stream().filter(one -> one.id().equals(id)).findFirst();
    }

    /** Whether a prompt's context decides which of them apply. */
    boolean needsContext() {
        return memories.stream().anyMatch(memory -> !memory.context().isEmpty());
    }
}
