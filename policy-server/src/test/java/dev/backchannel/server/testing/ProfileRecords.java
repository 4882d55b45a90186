package dev.backchannel.server.testing;

import dev.backchannel.avro.PreferenceProfile;
import dev.backchannel.avro.ProfileEntry;
import dev.backchannel.avro.ProfileWish;
import dev.backchannel.policy.profile.Wish;
import dev.backchannel.topics.Keys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Writes profiles as streams does. */
public final class ProfileRecords {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final Broker broker;

    public ProfileRecords(Broker broker) {
        this.broker = broker;
    }

    public void publish(String user, long version, String lastUpdate, ProfileEntry... entries) throws Exception {
        broker.send(
                broker.topics().profiles,
                Keys.of(Keys.DEFAULT_TENANT, user),
                PreferenceProfile.newBuilder()
                        .setTenant(Keys.DEFAULT_TENANT)
                        .setUserId(user)
                        .setVersion(version)
                        .setEntries(List.of(entries))
                        .setLastUpdate(lastUpdate)
                        .setUpdatedAt(Instant.now().truncatedTo(java.time.temporal.ChronoUnit.MILLIS))
                        .build());
    }

    /** The user's own words, for every context. */
    public static ProfileEntry stated(String id, String sentence) {
        return entry(id, "", new float[0], null, true, Wish.stated(sentence));
    }

    /** Learned from an edit in this context. */
    public static ProfileEntry learned(String id, String context, float[] embedding, String baseDigest, Wish wish) {
        return entry(id, context, embedding, baseDigest, false, List.of(wish));
    }

    private static ProfileEntry entry(
            String id, String context, float[] embedding, String baseDigest, boolean stated, List<Wish> wishes) {
        List<Float> numbers = new ArrayList<>();
        for (float number : embedding) {
            numbers.add(number);
        }
        List<ProfileWish> records = wishes.stream()
                .map(wish -> new ProfileWish(
                        wish.sentence(),
                        wish.value().map(value -> value.dimension().name()).orElse(null),
                        wish.value().map(value -> value.id()).orElse(null),
                        wish.understood()))
                .toList();
        return ProfileEntry.newBuilder()
                .setEntryId(id)
                .setSentence(wishes.get(0).sentence())
                .setDimension(records.get(0).getDimension())
                .setValue(records.get(0).getValue())
                .setContext(context)
                .setEmbedding(numbers)
                .setBaseDigest(baseDigest)
                .setEvidence(List.of("event-" + id))
                .setUnderstood(wishes.get(0).understood())
                .setStated(stated)
                .setWishes(records)
                .setConfirmations(2)
                .setAcceptedAt(NOW)
                .build();
    }
}
