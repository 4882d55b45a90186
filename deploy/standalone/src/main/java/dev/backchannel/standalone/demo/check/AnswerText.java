package dev.backchannel.standalone.demo.check;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An answer taken apart as a reader sees it: {@code [greeting] content [closing] [question]}, each part with its end mark,
 * empty where the answer has none. Emoji are counted, and belong to no part.
 */
record AnswerText(String whole, String greeting, String content, String closing, String question, int emoji) {
    /** Pictographs, dingbats and miscellaneous symbols, with the joiners and selectors that follow them. */
    private static final Pattern EMOJI =
            Pattern.compile("[\\x{1F000}-\\x{1FAFF}\\x{2190}-\\x{21FF}\\x{2300}-\\x{27BF}\\x{2B00}-\\x{2BFF}]"
                    + "[\\x{FE0F}\\x{200D}\\x{1F3FB}-\\x{1F3FF}]*");

    private static final Pattern GREETING =
            Pattern.compile("(?i)\\s*(?:hello|hi|hey|welcome|good (?:day|morning|afternoon|evening))\\b"
                    + "(?:[^.!?,\\n]{0,12}[.!?,])?");
    private static final Pattern CLOSING =
            Pattern.compile("(?i)(enjoy|see you|have a|have fun|take care)\\b[^.!?\\n]*!");
    private static final Pattern SENTENCE = Pattern.compile("[^.!?\\n]+[.!?]*|[.!?]+");

    static AnswerText of(String answer) {
        Matcher emoji = EMOJI.matcher(answer);
        int count = (int) emoji.results().count();
        String plain = emoji.replaceAll("");

        String greeting = greetingOf(plain);
        List<String> sentences = sentences(plain.substring(greeting.length()));
        String question = last(sentences).endsWith("?") ? removeLast(sentences) : "";
        String closing = CLOSING.matcher(last(sentences)).matches() ? removeLast(sentences) : "";
        return new AnswerText(
                answer.strip(), greeting.strip(), String.join("", sentences).strip(), closing, question, count);
    }

    private static String greetingOf(String plain) {
        Matcher greeting = GREETING.matcher(plain);
        return greeting.lookingAt() ? greeting.group() : "";
    }

    /** Sentences and lines, each with its end mark; white space between them is kept apart. */
    private static List<String> sentences(String text) {
        List<String> found = new ArrayList<>();
        Matcher sentence = SENTENCE.matcher(text);
        while (sentence.find()) {
            String piece = sentence.group();
            if (piece.isBlank()) {
                continue;
            }
            found.add(" " + piece.strip());
        }
        return found;
    }

    private static String last(List<String> sentences) {
        return sentences.isEmpty() ? "" : sentences.get(sentences.size() - 1).strip();
    }

    private static String removeLast(List<String> sentences) {
        return sentences.remove(sentences.size() - 1).strip();
    }

    /** Runs of characters between white space that hold a letter or a digit. */
    static int words(String text) {
        int count = 0;
        for (String word : text.split("\\s+", -1)) {
            if (word.codePoints().anyMatch(Character::isLetterOrDigit)) {
                count++;
            }
        }
        return count;
    }
}
