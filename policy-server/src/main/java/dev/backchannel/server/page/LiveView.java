package dev.backchannel.server.page;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Everything that viewers are shown, at one moment. Immutable.
 *
 * @param board whose versions these are; another board's mean nothing here
 * @param version grows with each change
 */
record LiveView(String board, long version, Map<Part, List<Item>> parts) {
    /** Before anything was read. */
    static final LiveView NOTHING = new LiveView("", 0, new EnumMap<>(Part.class));

    /**
     * @param version of the view in which it changed last
     * @param json an object with the field {@code id}
     */
    record Item(String id, long version, String json) {}

    /** Names this view; a viewer that comes back with it is told what changed since. */
    String id() {
        return board + '.' + version;
    }

    /** The version that {@code id} names; empty: it is another board's, or none. */
    OptionalLong versionOf(@Nullable String id) {
        String prefix = board + '.';
        if (id == null || !id.startsWith(prefix)) {
            return OptionalLong.empty();
        }
        try {
            long seen = Long.parseLong(id.substring(prefix.length()));
            return seen <= version ? OptionalLong.of(seen) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** What changed after that version, as a JSON object of arrays; after 0: everything. */
    String after(long seen) {
        StringBuilder json = new StringBuilder("{");
        parts.forEach((part, items) -> append(json, part, items, seen));
        return json.append('}').toString();
    }

    private static void append(StringBuilder json, Part part, List<Item> items, long seen) {
        boolean first = true;
        for (Item item : items) {
            if (item.version() <= seen) {
                continue;
            }
            if (first) {
                json.append(json.length() == 1 ? "\"" : ",\"")
                        .append(part.word())
                        .append("\":[");
            } else {
                json.append(',');
            }
            json.append(item.json());
            first = false;
        }
        if (!first) {
            json.append(']');
        }
    }
}
