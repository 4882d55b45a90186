package dev.backchannel.streams.arms;

import dev.backchannel.arms.CheckpointHistory;
import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.CheckpointMark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The checkpoints there are. */
final class Marks {
    private final KeyValueStore<String, CheckpointMark> store;

    Marks(KeyValueStore<String, CheckpointMark> store) {
        this.store = store;
    }

    /** @param sequence larger than of all before */
    void put(Checkpoint checkpoint, long sequence) {
        Checkpoint brief = Checkpoint.newBuilder(checkpoint)
                .setProbes(List.of())
                .setMetrics(Map.of())
                .setFileDigests(Map.of())
                .build();
        store.put(brief.getCheckpointId(), new CheckpointMark(brief.getCheckpointId(), sequence, brief));
    }

    void forget(String id) {
        store.delete(id);
    }

    /** In the order of the topic. There are as many as retention leaves, some hundreds. */
    CheckpointHistory history() {
        List<CheckpointMark> marks = new ArrayList<>();
        try (KeyValueIterator<String, CheckpointMark> all = store.all()) {
            all.forEachRemaining(entry -> marks.add(entry.value));
        }
        marks.sort(Comparator.comparingLong(CheckpointMark::getSequence));
        return CheckpointHistory.of(
                marks.stream().map(CheckpointMark::getCheckpoint).toList());
    }
}
