package dev.backchannel.server.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts what passes each stage, by slice of the window; one thread. */
final class Flow {
    private final Slices slices;
    private final TreeMap<Long, long[]> counts = new TreeMap<>();
    private final Set<Long> changed = new HashSet<>();

    Flow(Slices slices) {
        this.slices = slices;
    }

    /** @param at epoch milliseconds; what lies before the window is not counted */
    @SuppressWarnings("EnumOrdinal") // the page reads them in this order
    void add(Stage stage, long at, long count, long now) {
        advance(now);
        Map.Entry<Long, long[]> slice = counts.floorEntry(at);
        if (slice != null && count != 0) {
            slice.getValue()[stage.ordinal()] += count;
            changed.add(slice.getKey());
        }
    }

    /** Pins up every slice that changed. */
    void show(Board board, long now) {
        advance(now);
        for (long slice : changed.stream().sorted().toList()) {
            ObjectNode item = Cards.object().put("at", slice);
            ArrayNode figures = item.putArray("n");
            for (long count : counts.getOrDefault(slice, new long[0])) {
                figures.add(count);
            }
            board.put(Part.FLOW, Long.toString(slice), item);
        }
        changed.clear();
    }

    private void advance(long now) {
        long oldest = slices.oldest(now);
        for (long slice = counts.isEmpty() ? oldest : Math.max(oldest, counts.lastKey() + slices.millis());
                slice <= slices.start(now);
                slice += slices.millis()) {
            counts.put(slice, new long[Stage.values().length]);
            changed.add(slice);
        }
        while (counts.firstKey() < oldest) {
            changed.remove(counts.pollFirstEntry().getKey());
        }
    }
}
