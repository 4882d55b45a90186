package dev.backchannel.streams.profile;

import dev.backchannel.avro.PreferenceProfile;
import dev.backchannel.avro.ProfileChange;
import dev.backchannel.avro.ProfileState;
import dev.backchannel.avro.ProfileUpdate;
import dev.backchannel.streams.erased.ErasedUsers;
import dev.backchannel.streams.metrics.StreamsMetrics;
import dev.backchannel.topics.Keys;
import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Keeps the profiles of one partition's users, and publishes each that changed. The only writer of profiles. What the user
 * himself asked for is published even when it changes nothing: the policy server waits for it.
 *
 * <p>Every update of a profile passes {@link #process} and nothing else writes the store, so this is the place where users
 * who are erased are turned away, and where what was known of them is deleted and taken back.
 */
public final class ProfileProcessor implements Processor<String, ProfileUpdate, String, PreferenceProfile> {
    private static final Duration FORGET_EVERY = Duration.ofSeconds(1);

    private final String storeName;
    private final ProfileBook book;
    private final StreamsMetrics metrics;

    private ProcessorContext<String, PreferenceProfile> context;
    private KeyValueStore<String, ProfileState> store;
    private ErasedUsers erased;

    public ProfileProcessor(String storeName, ProfileBook book, StreamsMetrics metrics) {
        this.storeName = storeName;
        this.book = book;
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<String, PreferenceProfile> context) {
        this.context = context;
        this.store = context.getStateStore(storeName);
        this.erased = ErasedUsers.of(context);
        context.schedule(FORGET_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> erased.unknown()
                .forEach(user -> forget(user, now)));
    }

    @Override
    public void process(Record<String, ProfileUpdate> record) {
        ProfileUpdate update = record.value();
        String key = Keys.of(update.getTenant(), update.getUserId());
        if (erased.contains(update.getTenant(), update.getUserId())) {
            forget(key, record.timestamp());
            return;
        }
        ProfileState known = store.get(key);
        ProfileState before = known == null ? ProfileBook.empty(update.getTenant(), update.getUserId()) : known;
        ProfileState after = book.apply(before, update);
        boolean asked = update.getBody() instanceof ProfileChange;
        boolean shows = asked || !ProfileView.entries(after).equals(ProfileView.entries(before));
        boolean news = !after.equals(before);
        metrics.profileUpdate(update, news);
        if (!shows) {
            if (news) {
                store.put(key, after);
            }
            return;
        }
        ProfileState published = ProfileState.newBuilder(after)
                .setVersion(before.getVersion() + 1)
                .build();
        store.put(key, published);
        String lastChange = asked ? update.getUpdateId() : Changes.latest(published);
        PreferenceProfile profile = ProfileView.of(published, published.getVersion(), lastChange);
        context.forward(new Record<>(key, profile, record.timestamp()));
    }

    /** The one task that keeps the user's state takes the profile back. */
    private void forget(String user, long at) {
        if (store.delete(user) != null) {
            context.forward(new Record<>(user, null, at));
        }
    }
}
