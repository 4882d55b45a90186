package dev.backchannel.streams.profile;

import dev.backchannel.avro.PreferenceProfile;
import dev.backchannel.avro.ProfileEntry;
import dev.backchannel.avro.ProfileEvidence;
import dev.backchannel.avro.ProfileState;
import dev.backchannel.avro.ProfileWish;
import dev.backchannel.avro.RememberedEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The profile as it is published: what is known, without the wishes that the user's own words silence. Those are the ones of
 * another value in a dimension of which the user has spoken; of his own words the latest count. A pure function.
 */
public final class ProfileView {
    private static final Comparator<RememberedEntry> NEWEST_FIRST =
            Comparator.comparing(Entries::latest).reversed().thenComparing(RememberedEntry::getEntryId);

    private ProfileView() {}

    /** @param lastChange event id of the user's last change, null if there was none */
    public static PreferenceProfile of(ProfileState state, long version, @Nullable String lastChange) {
        return new PreferenceProfile(
                state.getTenant(), state.getUserId(), version, entries(state), lastChange, state.getUpdatedAt());
    }

    /** The user's own words first, then the newest. */
    static List<ProfileEntry> entries(ProfileState state) {
        List<RememberedEntry> all = new ArrayList<>(state.getEntries());
        all.sort(Comparator.comparing((RememberedEntry e) -> !e.getStated()).thenComparing(NEWEST_FIRST));
        Map<String, String> spoken = spoken(all);
        Origins origins = Origins.of(all);
        List<ProfileEntry> entries = new ArrayList<>();
        for (RememberedEntry entry : all) {
            List<ProfileWish> heard = entry.getWishes().stream()
                    .filter(wish -> !isSilenced(wish, spoken))
                    .toList();
            if (!heard.isEmpty()) {
                entries.add(entry(entry, heard, origins.of(entry)));
            }
        }
        return entries;
    }

    /** By dimension, the value that the user spoke of last. */
    private static Map<String, String> spoken(List<RememberedEntry> newestFirst) {
        Map<String, String> values = new HashMap<>();
        newestFirst.stream()
                .filter(RememberedEntry::getStated)
                .flatMap(entry -> entry.getWishes().stream())
                .filter(wish -> wish.getDimension() != null)
                .forEach(wish -> values.putIfAbsent(wish.getDimension(), wish.getValue()));
        return values;
    }

    private static boolean isSilenced(ProfileWish wish, Map<String, String> spoken) {
        String value = wish.getDimension() == null ? null : spoken.get(wish.getDimension());
        return value != null && !value.equals(wish.getValue());
    }

    private static ProfileEntry entry(RememberedEntry entry, List<ProfileWish> wishes, String origin) {
        boolean single = wishes.size() == 1;
        List<ProfileEvidence> evidence = entry.getEvidence();
        return ProfileEntry.newBuilder()
                .setSentence(Wishes.text(wishes))
                .setDimension(single ? wishes.get(0).getDimension() : null)
                .setValue(single ? wishes.get(0).getValue() : null)
                .setContext(entry.getContext())
                .setEmbedding(entry.getEmbedding())
                .setBaseDigest(entry.getBaseDigest())
                .setEvidence(evidence.stream()
                        .flatMap(e -> e.getEvents().stream())
                        .distinct()
                        .toList())
                .setUnderstood(wishes.stream().allMatch(ProfileWish::getUnderstood))
                .setStated(entry.getStated())
                .setEntryId(entry.getEntryId())
                .setOrigin(origin)
                .setWishes(wishes)
                .setConfirmations(evidence.size() - 1)
                .setAcceptedAt(Entries.latest(entry))
                .build();
    }

    /**
     * Of what an entry is a copy. One that was learned is its own origin. One that only confirms, for its context, what had
     * shaped an answer is a copy of the entry that was learned first with the same wishes; if that is gone, copies with the
     * same wishes still have an origin in common.
     */
    private record Origins(Map<Set<String>, String> learned) {
        static Origins of(List<RememberedEntry> entries) {
            Map<Set<String>, String> learned = new HashMap<>();
            entries.stream()
                    .filter(entry -> !isCopy(entry))
                    .sorted(NEWEST_FIRST.reversed())
                    .forEach(entry -> learned.putIfAbsent(wishes(entry), entry.getEntryId()));
            return new Origins(learned);
        }

        String of(RememberedEntry entry) {
            return isCopy(entry)
                    ? learned.getOrDefault(wishes(entry), Entries.id(false, "", entry.getWishes()))
                    : entry.getEntryId();
        }

        private static boolean isCopy(RememberedEntry entry) {
            return entry.getEvidence().stream().allMatch(ProfileEvidence::getConfirms);
        }

        private static Set<String> wishes(RememberedEntry entry) {
            return entry.getWishes().stream().map(ProfileWish::getSentence).collect(Collectors.toUnmodifiableSet());
        }
    }
}
