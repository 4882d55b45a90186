package dev.backchannel.policy.seed;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The words an answer must contain to be on topic: of each group, at least one. */
record Topic(List<List<Template>> groups) {

    boolean covers(String answer, Map<String, String> slots) {
        String text = answer.toLowerCase(Locale.ROOT);
        return groups.stream().allMatch(group -> group.stream()
                .anyMatch(word -> contains(text, word.render(slots, true).toLowerCase(Locale.ROOT))));
    }

    private static boolean contains(String text, String word) {
        return Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(word) + "(?![\\p{L}\\p{N}])")
                .matcher(text)
                .find();
    }
}
