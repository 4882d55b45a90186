package dev.backchannel.learner.run;

import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.OffsetRange;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Preference;
import dev.backchannel.learner.log.Dispositions;
import dev.backchannel.learner.log.RangeReader;
import dev.backchannel.topics.Topics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** Accounts for what only the weights have learned that are given up. */
final class Abandoned {
    private final Topics topics;
    private final String bootstrapServers;
    private final Dispositions ends;

    Abandoned(Topics topics, String bootstrapServers) {
        this.topics = topics;
        this.bootstrapServers = bootstrapServers;
        this.ends = new Dispositions(topics.settings().policy());
    }

    /**
     * The ends of what these steps used for the first time, as far as {@code preferences} still holds it: what retention has
     * deleted there is out of the ledger, too.
     */
    List<Disposition> ends(List<LearnerStep> steps, String reason) {
        Set<String> learned = new HashSet<>();
        long from = Long.MAX_VALUE;
        long to = 0;
        for (LearnerStep step : steps) {
            Set<String> replayed = new HashSet<>(step.getReplayed());
            step.getPreferenceIds().stream()
                    .filter(id -> !replayed.contains(id))
                    .forEach(learned::add);
            for (OffsetRange range : step.getRanges()) {
                from = Math.min(from, range.getFrom());
                to = Math.max(to, range.getTo());
            }
        }
        List<Disposition> all = new ArrayList<>();
        if (learned.isEmpty()) {
            return all;
        }
        try (RangeReader reader = new RangeReader(topics, bootstrapServers)) {
            reader.each(from, to, read -> {
                Preference preference = decode(read);
                if (preference != null && learned.remove(preference.getPreferenceId())) {
                    all.addAll(ends.of(preference, Outcome.REVERTED, reason));
                }
            });
        }
        return all;
    }

    private @Nullable Preference decode(ConsumerRecord<byte[], byte[]> read) {
        try {
            return topics.preferences.valueSerde().deserializer().deserialize(read.topic(), read.value());
        } catch (SerializationException e) {
            return null; // its letter was written when it came
        }
    }
}
