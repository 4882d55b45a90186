package dev.backchannel.streams.redrive;

import dev.backchannel.avro.DeadLetter;
import dev.backchannel.streams.operation.Selection;
import dev.backchannel.topics.Topic;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The letters that one redrive may send, gathered letter by letter: each record once, none that was sent before, and no more
 * than fit into a transaction. Pure.
 */
final class Mailbag {
    private static final int MOST_LETTERS = 1_000;
    private static final long MOST_BYTES = 64L << 20;
    /** Room for the header. */
    private static final int LARGEST = Topic.MAX_RECORD_BYTES - (64 << 10);

    /** Where a record stood. */
    record Origin(String topic, int partition, long offset) {
        static Origin of(DeadLetter letter) {
            return new Origin(letter.getOriginTopic(), letter.getOriginPartition(), letter.getOriginOffset());
        }
    }

    private final Selection selection;
    private final Map<String, Topic<String, ?>> topics;
    private final Set<Origin> sentBefore = new HashSet<>();
    private final Map<Origin, DeadLetter> found = new LinkedHashMap<>();

    /** @param topics by name; a record goes to no other topic */
    Mailbag(Selection selection, Map<String, Topic<String, ?>> topics) {
        this.selection = selection;
        this.topics = topics;
    }

    void add(DeadLetter letter) {
        if (letter.getRedrive() != null) {
            sentBefore.add(Origin.of(letter));
        } else if (selection.matches(letter)) {
            // Of two letters about one record the one that has its bytes counts.
            found.merge(Origin.of(letter), letter, (first, later) -> first.getValue() == null ? later : first);
        }
    }

    /**
     * What comes of the letters found.
     *
     * @param sent now, in the order of the topic
     * @param before how many were sent before
     * @param left how many did not fit
     * @param unfit how many cannot be sent, by reason
     */
    record Sorted(List<DeadLetter> sent, int before, int left, SortedMap<String, Integer> unfit) {
        int count() {
            return sent.size()
                    + before
                    + left
                    + unfit.values().stream().mapToInt(n -> n).sum();
        }
    }

    Sorted sorted() {
        List<DeadLetter> sent = new ArrayList<>();
        SortedMap<String, Integer> unfit = new TreeMap<>();
        int before = 0;
        int left = 0;
        long bytes = 0;
        for (Map.Entry<Origin, DeadLetter> each : found.entrySet()) {
            String objection = objection(each.getValue());
            if (sentBefore.contains(each.getKey())) {
                before++;
            } else if (objection != null) {
                unfit.merge(objection, 1, Integer::sum);
            } else if (sent.size() == MOST_LETTERS || bytes > MOST_BYTES) {
                left++;
            } else {
                bytes += size(each.getValue());
                sent.add(each.getValue());
            }
        }
        return new Sorted(sent, before, left, unfit);
    }

    private @Nullable String objection(DeadLetter letter) {
        Topic<String, ?> topic = topics.get(letter.getOriginTopic());
        if (topic == null || letter.getOriginPartition() >= topic.partitions()) {
            return "from a topic or partition that is not of this system";
        }
        if (letter.getValue() == null) {
            return "without the record's bytes";
        }
        // Before letters said so themselves, the reason did.
        if (letter.getCut() || letter.getReason().contains(" are kept)")) {
            return "cut, so that what came is not known whole";
        }
        return size(letter) > LARGEST ? "too large to be sent with a header" : null;
    }

    private static int size(@Nullable ByteBuffer bytes) {
        return bytes == null ? 0 : bytes.remaining();
    }

    private static long size(DeadLetter letter) {
        return (long) size(letter.getValue()) + size(letter.getKey());
    }
}
