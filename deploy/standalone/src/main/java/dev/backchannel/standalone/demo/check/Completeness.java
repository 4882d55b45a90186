package dev.backchannel.standalone.demo.check;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Whether an answer is a finished piece of text: the model ended it, its last line ends as a sentence or a list item does,
 * and it does not repeat itself the way a collapsed model does.
 */
public final class Completeness {
    private static final Pattern THRICE = Pattern.compile("(?iU)\\b(\\p{L}+)(?: +\\1){2}\\b");
    private static final int PHRASE = 3;

    private Completeness() {}

    /** @param finishReason as the API names it; only {@code stop} means that the model ended the answer */
    public static boolean holds(String answer, String finishReason) {
        return "stop".equals(finishReason) && endsWell(answer.strip()) && !repeats(answer);
    }

    private static boolean endsWell(String text) {
        if (text.isEmpty()) {
            return false;
        }
        String lastLine = text.substring(text.lastIndexOf('\n') + 1);
        if (lastLine.startsWith("- ")) {
            return lastLine.length() > 4;
        }
        int last = text.codePointBefore(text.length());
        boolean letter = Character.isLetterOrDigit(last) || last == ',' || last == ':' || last == '-' || last == '\'';
        return !letter;
    }

    /** A word three times in a row, or a phrase of three words more than twice. */
    private static boolean repeats(String answer) {
        if (THRICE.matcher(answer).find()) {
            return true;
        }
        List<String> words = List.of(answer.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}']+", " ")
                .strip()
                .split(" ", -1));
        Map<List<String>, Integer> phrases = new HashMap<>();
        for (int i = 0; i < words.size(); i++) {
            if (i >= PHRASE - 1) {
                phrases.merge(words.subList(i - PHRASE + 1, i + 1), 1, Integer::sum);
            }
        }
        return phrases.values().stream().anyMatch(count -> count > 2);
    }
}
