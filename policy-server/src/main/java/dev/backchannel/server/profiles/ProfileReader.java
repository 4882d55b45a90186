package dev.backchannel.server.profiles;

import dev.backchannel.avro.PreferenceProfile;
import dev.backchannel.avro.ProfileEntry;
import dev.backchannel.avro.ProfileWish;
import dev.backchannel.policy.profile.Memory;
import dev.backchannel.policy.profile.Wish;
import dev.backchannel.policy.style.StyleValue;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the topic's record of a profile: all of it for people, and for prompts what is safe there and this base can use. */
public final class ProfileReader {
    private final String baseDigest;
    private final int width;
    private final SentenceRule rule;

    /**
     * @param baseDigest of the base that is served; embeddings of another one cannot be compared
     * @param width of its embeddings
     */
    public ProfileReader(String baseDigest, int width, SentenceRule rule) {
        this.baseDigest = baseDigest;
        this.width = width;
        this.rule = rule;
    }

    UserProfile read(PreferenceProfile profile) {
        return new UserProfile(
                profile.getVersion(),
                profile.getLastUpdate(),
                profile.getEntries().stream().map(ProfileReader::preference).toList(),
                memories(profile));
    }

    /** What of a profile may shape prompts. */
    public List<Memory> memories(PreferenceProfile profile) {
        return profile.getEntries().stream()
                .map(this::memory)
                .flatMap(Optional::stream)
                .toList();
    }

    private static KnownPreference preference(ProfileEntry entry) {
        return new KnownPreference(
                entry.getEntryId(),
                entry.getSentence(),
                wishes(entry).stream().map(ProfileWish::getSentence).toList(),
                entry.getDimension(),
                entry.getValue(),
                entry.getContext(),
                entry.getStated(),
                entry.getUnderstood(),
                List.copyOf(entry.getEvidence()),
                entry.getConfirmations(),
                entry.getAcceptedAt());
    }

    /** Empty if nothing of it can shape a prompt. */
    private Optional<Memory> memory(ProfileEntry entry) {
        List<Wish> wishes = wishes(entry).stream()
                .filter(wish -> rule.allows(wish.getSentence()))
                .map(ProfileReader::wish)
                .toList();
        float[] embedding = embedding(entry);
        boolean comparable = entry.getContext().isEmpty() || embedding.length == width;
        if (wishes.isEmpty() || !comparable) {
            return Optional.empty();
        }
        return Optional.of(new Memory(
                entry.getOrigin().isEmpty() ? entry.getEntryId() : entry.getOrigin(),
                entry.getContext(),
                embedding,
                wishes,
                entry.getStated(),
                entry.getAcceptedAt().toEpochMilli(),
                entry.getConfirmations()));
    }

    /** An entry of an older writer holds its one wish itself. */
    private static List<ProfileWish> wishes(ProfileEntry entry) {
        return entry.getWishes().isEmpty()
                ? List.of(new ProfileWish(
                        entry.getSentence(), entry.getDimension(), entry.getValue(), entry.getUnderstood()))
                : entry.getWishes();
    }

    private static Wish wish(ProfileWish wish) {
        return new Wish(wish.getSentence(), value(wish.getValue()));
    }

    /** Null for what this build's vocabulary does not know. */
    private static @Nullable StyleValue value(@Nullable String id) {
        try {
            return id == null ? null : StyleValue.ofId(id);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private float[] embedding(ProfileEntry entry) {
        if (!Objects.equals(entry.getBaseDigest(), baseDigest)) {
            return new float[0];
        }
        List<Float> numbers = entry.getEmbedding();
        float[] embedding = new float[numbers.size()];
        for (int i = 0; i < embedding.length; i++) {
            embedding[i] = numbers.get(i);
        }
        return embedding;
    }
}
