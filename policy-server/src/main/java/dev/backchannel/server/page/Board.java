package dev.backchannel.server.page;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.server.page.LiveView.Item;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the follower pins up what it read; used by its thread alone, which hands out {@link LiveView}s. */
final class Board {
    private final String name;
    private final Map<Part, Map<String, Item>> parts = new EnumMap<>(Part.class);
    private LiveView view;
    private boolean changed;

    /** @param name differs from that of every other board a viewer may have seen */
    Board(String name) {
        this.name = name;
        this.view = new LiveView(name, 0, new EnumMap<>(Part.class));
    }

    /** Adds an item, or replaces the one of that id where it is; the oldest goes when there are too many. */
    void put(Part part, String id, ObjectNode item) {
        String json = item.put("id", id).toString();
        Map<String, Item> items = parts.computeIfAbsent(part, p -> new LinkedHashMap<>());
        Item before = items.get(id);
        if (before != null && before.json().equals(json)) {
            return;
        }
        items.put(id, new Item(id, view.version() + 1, json));
        if (items.size() > part.limit()) {
            Iterator<Item> oldest = items.values().iterator();
            oldest.next();
            oldest.remove();
        }
        changed = true;
    }

    /** As it stands; the same one until something changes. */
    LiveView view() {
        if (changed) {
            Map<Part, List<Item>> now = new EnumMap<>(Part.class);
            parts.forEach((part, items) -> now.put(part, List.copyOf(items.values())));
            view = new LiveView(name, view.version() + 1, now);
            changed = false;
        }
        return view;
    }
}
