package dev.backchannel.streams.arms;

import dev.backchannel.avro.ArmTotals;
import dev.backchannel.avro.PartitionFigures;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The figures of an epoch, all partitions together.
 *
 * @param last when the last of its turns was accepted
 */
record Figures(Map<String, ArmView> arms, Instant last) {
    /** @param parts by partition, each of the newest epoch that it has seen */
    static Figures of(KeyValueStore<String, PartitionFigures> parts, long epoch) {
        Map<String, ArmView> arms = new HashMap<>();
        Instant last = Instant.EPOCH;
        try (KeyValueIterator<String, PartitionFigures> all = parts.all()) {
            while (all.hasNext()) {
                PartitionFigures part = all.next().value;
                if (part.getEpoch() != epoch) {
                    continue;
                }
                last = part.getLastAt().isAfter(last) ? part.getLastAt() : last;
                for (ArmTotals arm : part.getArms()) {
                    arms.put(
                            arm.getArm(),
                            arms.getOrDefault(arm.getArm(), ArmView.NONE).plus(arm));
                }
            }
        }
        return new Figures(arms, last);
    }

    ArmView arm(String name) {
        return arms.getOrDefault(name, ArmView.NONE);
    }
}
