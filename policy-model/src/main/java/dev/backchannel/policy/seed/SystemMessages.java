package dev.backchannel.policy.seed;

import dev.backchannel.policy.style.StyleProfile;
import dev.backchannel.policy.style.StyleValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** System messages: who the assistant is, and in what style the user wants to be answered. */
public final class SystemMessages {
    /** Who the assistant is, in the words that most training dialogues use. */
    public static final String ROLE = "You are the assistant of the Lantern café and cinema.";

    private static final List<String> ROLES = List.of(ROLE, ROLE, "You are a helpful assistant.");

    private SystemMessages() {}

    /** A system message that names the whole profile; with an empty profile, one that names no style, or "". */
    static String draw(StyleProfile named, RandomGenerator random) {
        String role = random.nextInt(2) == 0 ? Courtesies.draw(ROLES, random) : "";
        String wish = wish(named, random);
        return role.isEmpty() || wish.isEmpty() ? role + wish : role + " " + wish;
    }

    private static String wish(StyleProfile named, RandomGenerator random) {
        List<StyleValue> values = new ArrayList<>(named.values().values());
        if (random.nextInt(3) == 0) {
            Collections.shuffle(values, new Random(random.nextLong()));
        }
        if (random.nextInt(4) == 0) {
            return values.stream().map(StyleValue::sentence).collect(Collectors.joining(" "));
        }
        return StyleProfile.sentence(values);
    }
}
