package dev.backchannel.streams.profile;

import dev.backchannel.avro.ProfileChange;
import dev.backchannel.avro.ProfileEvidence;
import dev.backchannel.avro.ProfileState;
import dev.backchannel.avro.ProfileUpdate;
import dev.backchannel.avro.ProfileWish;
import dev.backchannel.avro.RememberedEntry;
import dev.backchannel.streams.mining.Ids;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Entries with their evidence: the same wishes in the same context are one entry. */
final class Entries {
    /** Remembered per entry, the newest; more confirmations than this are not told apart. */
    static final int MOST_EVIDENCE = 32;

    private static final Comparator<ProfileEvidence> BY_TIME =
            Comparator.comparing(ProfileEvidence::getAcceptedAt).thenComparing(ProfileEvidence::getUpdateId);
    /** What goes first when there is no room. */
    private static final Comparator<RememberedEntry> LEAST_WORTH = Comparator.comparing(RememberedEntry::getStated)
            .thenComparing(e -> e.getEvidence().size())
            .thenComparing(Entries::latest)
            .thenComparing(RememberedEntry::getEntryId);

    private Entries() {}

    static String id(boolean stated, String context, List<ProfileWish> wishes) {
        Stream<String> sentences =
                wishes.stream().map(ProfileWish::getSentence).distinct().sorted();
        String same = context.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
        return Ids.of(Stream.concat(Stream.of("profile-entry", stated ? "stated" : "inferred", same), sentences)
                .toArray(String[]::new));
    }

    /** Whether the update speaks for an entry already. */
    static boolean know(ProfileState state, ProfileUpdate update) {
        return !(update.getBody() instanceof ProfileChange)
                && state.getEntries().stream()
                        .flatMap(e -> e.getEvidence().stream())
                        .anyMatch(e -> e.getUpdateId().equals(update.getUpdateId()));
    }

    static Instant latest(RememberedEntry entry) {
        List<ProfileEvidence> evidence = entry.getEvidence();
        return evidence.get(evidence.size() - 1).getAcceptedAt();
    }

    /** @param entry with one piece of evidence; its words and embedding are those of the newest */
    static List<RememberedEntry> with(List<RememberedEntry> entries, RememberedEntry entry) {
        List<RememberedEntry> all = new ArrayList<>();
        RememberedEntry merged = entry;
        for (RememberedEntry known : entries) {
            if (known.getEntryId().equals(entry.getEntryId())) {
                merged = merged(known, entry);
            } else {
                all.add(known);
            }
        }
        all.add(merged);
        all.sort(Comparator.comparing(RememberedEntry::getEntryId));
        return all;
    }

    static RememberedEntry withEvidence(RememberedEntry entry, List<ProfileEvidence> evidence) {
        return RememberedEntry.newBuilder(entry).setEvidence(evidence).build();
    }

    static List<RememberedEntry> bounded(List<RememberedEntry> entries, int most) {
        if (entries.size() <= most) {
            return entries;
        }
        List<RememberedEntry> worthiest =
                entries.stream().sorted(LEAST_WORTH.reversed()).limit(most).toList();
        return entries.stream().filter(worthiest::contains).toList();
    }

    private static RememberedEntry merged(RememberedEntry known, RememberedEntry other) {
        List<ProfileEvidence> evidence = new ArrayList<>(known.getEvidence());
        evidence.addAll(other.getEvidence());
        evidence.sort(BY_TIME);
        List<ProfileEvidence> kept = evidence.subList(Math.max(0, evidence.size() - MOST_EVIDENCE), evidence.size());
        // The newest words and embedding, so that they fit a base that was changed meanwhile.
        boolean newer = BY_TIME.compare(other.getEvidence().get(0), last(known)) > 0;
        return withEvidence(newer ? other : known, List.copyOf(kept));
    }

    private static ProfileEvidence last(RememberedEntry entry) {
        return entry.getEvidence().get(entry.getEvidence().size() - 1);
    }
}
