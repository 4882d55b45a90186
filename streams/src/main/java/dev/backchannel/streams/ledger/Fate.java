package dev.backchannel.streams.ledger;

import java.util.Locale;

/** How one signal stands when the books are closed. */
enum Fate {
    TAUGHT,
    HELD_BACK,
    DISPOSED,
    DEAD_LETTERED,
    /** Found beyond a committed offset, in an open window, or among preferences that no step has reached. */
    IN_FLIGHT,
    /** In none of these places: an imbalance. */
    UNACCOUNTED,
    /** In two of them: an imbalance, too. */
    ENDED_TWICE;

    /** As figures name it, e.g. {@code heldBack}. */
    String figure() {
        String[] words = name().toLowerCase(Locale.ROOT).split("_", -1);
        StringBuilder name = new StringBuilder(words[0]);
        for (int i = 1; i < words.length; i++) {
            name.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
        }
        return name.toString();
    }
}
