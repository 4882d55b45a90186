package dev.backchannel.streams.profile;

import dev.backchannel.avro.ProfileChange;
import dev.backchannel.avro.ProfileEvidence;
import dev.backchannel.avro.ProfileState;
import dev.backchannel.avro.ProfileUpdate;
import dev.backchannel.avro.RememberedChange;
import dev.backchannel.avro.RememberedEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the user's own changes do to all that was learned before them, and to what was but comes later. */
final class Changes {
    /** Older ones are not remembered one by one: whatever else was accepted before them is not taken any more. */
    static final int MOST = 16;

    private static final Comparator<RememberedChange> BY_TIME =
            Comparator.comparing(RememberedChange::getAcceptedAt).thenComparing(RememberedChange::getEventId);

    private Changes() {}

    static boolean knows(ProfileState state, ProfileUpdate update) {
        return update.getBody() instanceof ProfileChange
                && state.getChanges().stream().anyMatch(c -> c.getEventId().equals(update.getUpdateId()));
    }

    /** The user's latest, null if there was none. */
    static @Nullable String latest(ProfileState state) {
        List<RememberedChange> changes = state.getChanges();
        return changes.isEmpty() ? null : changes.get(changes.size() - 1).getEventId();
    }

    static ProfileState applied(ProfileState state, ProfileUpdate update, List<String> kept) {
        List<RememberedChange> all = new ArrayList<>(state.getChanges());
        all.add(new RememberedChange(update.getUpdateId(), update.getAcceptedAt(), kept));
        all.sort(BY_TIME);
        List<RememberedChange> remembered = all.subList(Math.max(0, all.size() - MOST), all.size());
        Instant closed = all.size() > MOST ? all.get(all.size() - MOST - 1).getAcceptedAt() : state.getClosedUntil();
        return ProfileState.newBuilder(state)
                .setEntries(standing(state.getEntries(), remembered))
                .setChanges(List.copyOf(remembered))
                .setClosedUntil(closed)
                .build();
    }

    /** Whether no change since then has taken the entry away. What a change states itself is newer than the change. */
    static boolean stands(RememberedEntry entry, ProfileEvidence evidence, List<RememberedChange> changes) {
        return changes.stream()
                .allMatch(c -> evidence.getAcceptedAt().isAfter(c.getAcceptedAt())
                        || evidence.getUpdateId().equals(c.getEventId())
                        || c.getKept().contains(entry.getEntryId()));
    }

    private static List<RememberedEntry> standing(List<RememberedEntry> entries, List<RememberedChange> changes) {
        List<RememberedEntry> left = new ArrayList<>();
        for (RememberedEntry entry : entries) {
            List<ProfileEvidence> evidence = entry.getEvidence().stream()
                    .filter(e -> stands(entry, e, changes))
                    .toList();
            if (!evidence.isEmpty()) {
                left.add(Entries.withEvidence(entry, evidence));
            }
        }
        return left;
    }
}
