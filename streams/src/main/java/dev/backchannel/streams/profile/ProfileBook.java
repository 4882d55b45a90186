package dev.backchannel.streams.profile;

import dev.backchannel.avro.Description;
import dev.backchannel.avro.ProfileChange;
import dev.backchannel.avro.ProfileEvidence;
import dev.backchannel.avro.ProfileState;
import dev.backchannel.avro.ProfileUpdate;
import dev.backchannel.avro.ProfileWish;
import dev.backchannel.avro.RememberedEntry;
import dev.backchannel.avro.Statement;
import java.time.Instant;
import java.util.List;

/**
 * Takes updates into what is known of a user: a pure function. The same updates in any order come to the same, as long as
 * nothing had to make room: evidence for an entry stands unless a change accepted at the same time or later does not keep
 * the entry, whichever of the two comes first; an update that came before changes nothing.
 */
public final class ProfileBook {
    private final int entries;

    /** @param entries remembered at most */
    public ProfileBook(int entries) {
        this.entries = entries;
    }

    public static ProfileState empty(String tenant, String userId) {
        return new ProfileState(tenant, userId, 0L, List.of(), List.of(), Instant.EPOCH, Instant.EPOCH);
    }

    /** @return an equal state if the update changes nothing */
    public ProfileState apply(ProfileState state, ProfileUpdate update) {
        boolean closed = !update.getAcceptedAt().isAfter(state.getClosedUntil());
        if (closed || Changes.knows(state, update) || Entries.know(state, update)) {
            return state;
        }
        ProfileState before = update.getBody() instanceof ProfileChange change
                ? Changes.applied(state, update, change.getKept())
                : state;
        List<RememberedEntry> all = before.getEntries();
        for (RememberedEntry entry : entries(update)) {
            if (Changes.stands(entry, entry.getEvidence().get(0), before.getChanges())) {
                all = Entries.with(all, entry);
            }
        }
        if (before.equals(state) && all.equals(before.getEntries())) {
            return state;
        }
        return ProfileState.newBuilder(before)
                .setEntries(Entries.bounded(all, entries))
                .setUpdatedAt(later(state.getUpdatedAt(), update.getAcceptedAt()))
                .build();
    }

    private static List<RememberedEntry> entries(ProfileUpdate update) {
        if (update.getBody() instanceof Description description) {
            return description.getWishes().isEmpty() ? List.of() : List.of(described(update, description));
        }
        if (update.getBody() instanceof Statement statement) {
            return stated(update, statement.getWishes(), statement.getEvidence());
        }
        return stated(update, ((ProfileChange) update.getBody()).getStated(), List.of(update.getUpdateId()));
    }

    private static RememberedEntry described(ProfileUpdate update, Description d) {
        ProfileEvidence evidence =
                new ProfileEvidence(update.getUpdateId(), update.getAcceptedAt(), d.getEvidence(), d.getConfirms());
        return new RememberedEntry(
                Entries.id(false, d.getContext(), d.getWishes()),
                d.getContext(),
                d.getEmbedding(),
                d.getBaseDigest(),
                d.getWishes(),
                false,
                List.of(evidence));
    }

    /** One entry a sentence, so that the user can take each back. */
    private static List<RememberedEntry> stated(ProfileUpdate update, List<ProfileWish> wishes, List<String> events) {
        ProfileEvidence evidence = new ProfileEvidence(update.getUpdateId(), update.getAcceptedAt(), events, false);
        return Wishes.bySentence(wishes).values().stream()
                .map(same -> new RememberedEntry(
                        Entries.id(true, "", same), "", List.of(), null, same, true, List.of(evidence)))
                .toList();
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
