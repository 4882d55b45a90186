package dev.backchannel.streams.observe;

import dev.backchannel.avro.Observation;
import dev.backchannel.avro.PartitionFigures;
import dev.backchannel.avro.UserStanding;
import dev.backchannel.streams.attribution.Sweep;
import dev.backchannel.streams.erased.ErasedUsers;
import dev.backchannel.topics.Keys;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** Adds observations up by user, and now and then says what one partition's users come to. */
public final class UserProcessor implements Processor<String, Observation, String, PartitionFigures> {
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);

    private final String storeName;
    private final Duration reportEvery;
    private final Duration memory;

    private ProcessorContext<String, PartitionFigures> context;
    private KeyValueStore<String, UserStanding> users;
    private PartitionSums sums;
    private ErasedUsers erased;
    private Sweep<UserStanding> sweep;

    /** @param memory how long a user is counted after the last turn */
    public UserProcessor(String storeName, Duration reportEvery, Duration memory) {
        this.storeName = storeName;
        this.reportEvery = reportEvery;
        this.memory = memory;
    }

    @Override
    public void init(ProcessorContext<String, PartitionFigures> context) {
        this.context = context;
        users = context.getStateStore(storeName);
        erased = ErasedUsers.of(context);
        sums = new PartitionSums();
        try (KeyValueIterator<String, UserStanding> all = users.all()) {
            while (all.hasNext()) {
                KeyValue<String, UserStanding> entry = all.next();
                sums.move(null, entry.value);
            }
        }
        sweep = new Sweep<>(users, UserStanding::getSeenAt, memory, key -> sums.move(users.get(key), null));
        context.schedule(reportEvery, PunctuationType.WALL_CLOCK_TIME, now -> {
            erased.unknown().forEach(this::forget);
            report(now);
        });
        context.schedule(
                SWEEP_EVERY,
                PunctuationType.WALL_CLOCK_TIME,
                now -> sweep.run(Instant.ofEpochMilli(context.currentStreamTimeMs())));
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the standing itself comes back where the observation does not count
    public void process(Record<String, Observation> record) {
        if (erased.contains(Keys.tenantOf(record.key()), Keys.idOf(record.key()))) {
            forget(record.key());
            return;
        }
        UserStanding before = users.get(record.key());
        UserStanding after = Standings.after(before, record.value());
        if (after != before) {
            users.put(record.key(), after);
            sums.move(before, after);
            if (before == null) {
                sweep.added();
            }
        }
    }

    /** Is counted nowhere any more. */
    private void forget(String user) {
        UserStanding before = users.delete(user);
        if (before != null) {
            sums.move(before, null);
        }
    }

    private void report(long now) {
        if (sums.isNew()) {
            int partition = context.taskId().partition();
            context.forward(new Record<>(Integer.toString(partition), sums.written(partition), now));
        }
    }
}
