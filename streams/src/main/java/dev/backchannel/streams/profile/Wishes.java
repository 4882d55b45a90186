package dev.backchannel.streams.profile;

import dev.backchannel.avro.ProfileWish;
import dev.backchannel.policy.profile.Wish;
import dev.backchannel.policy.style.StyleValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Wishes as records of the contract. */
public final class Wishes {
    private Wishes() {}

    public static List<ProfileWish> records(List<Wish> wishes) {
        return wishes.stream().map(Wishes::record).toList();
    }

    /** The wishes that a sentence of the user's own says. */
    static List<ProfileWish> stated(String sentence) {
        return records(Wish.stated(sentence));
    }

    /** What sentences that shaped a prompt wish; the reverse of writing each wish's sentence. */
    public static List<Wish> parsed(List<String> sentences) {
        return sentences.stream()
                .distinct()
                .flatMap(sentence -> Wish.stated(sentence).stream())
                .distinct()
                .toList();
    }

    /** All of them, as one text. */
    static String text(List<ProfileWish> wishes) {
        return wishes.stream().map(ProfileWish::getSentence).distinct().collect(Collectors.joining(" "));
    }

    /** By sentence, in their order: one sentence may wish for several things. */
    static Map<String, List<ProfileWish>> bySentence(List<ProfileWish> wishes) {
        return wishes.stream()
                .collect(Collectors.groupingBy(ProfileWish::getSentence, LinkedHashMap::new, Collectors.toList()));
    }

    private static ProfileWish record(Wish wish) {
        StyleValue value = wish.valueOrNull();
        return value == null
                ? new ProfileWish(wish.sentence(), null, null, false)
                : new ProfileWish(wish.sentence(), value.dimension().name().toLowerCase(Locale.ROOT), value.id(), true);
    }
}
