package dev.backchannel.server.generation;

import java.util.List;

/** Lets text pass until a stop text appears, holding back whatever could be the beginning of one. Not thread-safe. */
final class StopTexts {
    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();
    private boolean matched;

    StopTexts(List<String> stops) {
        this.stops = stops;
    }

    /** Takes a piece of the answer and returns the text that is certain to belong to it. */
    String push(String piece) {
        if (stops.isEmpty()) {
            return piece;
        }
        if (matched) {
            return "";
        }
        held.append(piece);
        int first = firstMatch();
        if (first >= 0) {
            matched = true;
            return take(first);
        }
        return take(held.length() - possibleBeginning());
    }

    /** The answer is over: what was held back belongs to it. */
    String flush() {
        return matched ? "" : take(held.length());
    }

    boolean matched() {
        return matched;
    }

    private int firstMatch() {
        int first = -1;
        for (String stop : stops) {
            int at = held.indexOf(stop);
            if (at >= 0 && (first < 0 || at < first)) {
                first = at;
            }
        }
        return first;
    }

    /** Length of the longest tail of the held text with which a stop text begins. */
    private int possibleBeginning() {
        int longest = 0;
        for (String stop : stops) {
            for (int n = Math.min(stop.length() - 1, held.length()); n > longest; n--) {
                if (stop.startsWith(held.substring(held.length() - n))) {
                    longest = n;
                }
            }
        }
        return longest;
    }

    private String take(int length) {
        String taken = held.substring(0, length);
        held.delete(0, length);
        return taken;
    }
}
