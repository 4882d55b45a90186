package dev.backchannel.policy.profile;

import dev.backchannel.policy.style.StyleProfile;
import dev.backchannel.policy.style.StyleValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Sees the style of an answer, by what {@link dev.backchannel.policy.style.StyleDimension} says can be seen, and a little
 * wider, for answers of other models.
 */
public final class StyleReader {
    private static final int SHORT_CONTENT = 11;
    private static final int SHORT_WHOLE = 21;
    private static final int LONG_CONTENT = 22;

    private static final Pattern PICTURE = Pattern.compile(
            "[\\x{1F000}-\\x{1FAFF}\\x{2600}-\\x{27BF}\\x{2B00}-\\x{2BFF}\\x{2300}-\\x{23FF}][\\x{FE0F}\\x{200D}\\x{1F3FB}-\\x{1F3FF}]*");
    private static final Pattern ITEM = Pattern.compile("^\\s*(?:[-*•–]|\\d{1,2}[.)])\\s+\\S.*");
    private static final Pattern HELLO =
            Pattern.compile("(?i)^(?:hello|hi|hey|dear|greetings|welcome|good (?:day|morning|afternoon|evening))\\b");
    private static final Pattern FAREWELL =
            Pattern.compile("(?i)^(?:enjoy|see you|have (?:a|an|fun)|take care|goodbye|bye"
                    + "|good luck|all the best|best wishes|(?:kind|best) regards|cheers)\\b.*");
    private static final Pattern POLITE = Pattern.compile(
            "\\b(?:certainly|of course|please|pleasure|gladly|indeed|apologi[sz]e|kindly|would you)\\b");
    private static final Pattern EASY =
            Pattern.compile("\\b(?:sure|yep|yeah|nope|no worries|no problem|oh no|aw|gonna|wanna|hey)\\b");
    private static final Pattern CONTRACTION = Pattern.compile("\\p{L}['’](?:s|re|ve|ll|d|m|t)\\b");
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+(?:['’.,-][\\p{L}\\p{N}]+)*");

    private final String whole;
    private final List<String> parts;
    private final boolean greeted;
    private final boolean parting;
    private final boolean asking;

    private StyleReader(String answer) {
        this.whole = answer.strip();
        String plain = PICTURE.matcher(whole).replaceAll("").strip();
        this.parts = parts(plain);
        this.asking = !parts.isEmpty() && last().endsWith("?");
        if (asking) {
            parts.remove(parts.size() - 1);
        }
        this.parting = !parts.isEmpty()
                && FAREWELL.matcher(last()).matches()
                && !ITEM.matcher(last()).matches();
        if (parting) {
            parts.remove(parts.size() - 1);
        }
        this.greeted = HELLO.matcher(plain).find();
        if (greeted && !parts.isEmpty() && words(parts.get(0)) <= 3) {
            parts.remove(0);
        }
    }

    /** A value for each dimension in which the text shows one clearly. Nothing of a blank text. */
    public static StyleProfile observe(String text) {
        return text.isBlank() ? StyleProfile.none() : new StyleReader(text).profile();
    }

    /** Words in the text that are neither greeting, nor closing, nor question. */
    static int contentWords(String text) {
        return new StyleReader(text).content();
    }

    private StyleProfile profile() {
        List<StyleValue> seen = new ArrayList<>();
        int content = content();
        if (content >= LONG_CONTENT) {
            seen.add(StyleValue.LONG);
        } else if (content <= SHORT_CONTENT && words(whole) <= SHORT_WHOLE) {
            seen.add(StyleValue.SHORT);
        }
        boolean listed = whole.lines().anyMatch(line -> ITEM.matcher(line).matches());
        seen.add(listed ? StyleValue.LIST : StyleValue.PROSE);
        seen.add(greeted ? StyleValue.GREETING : StyleValue.NO_GREETING);
        seen.add(parting ? StyleValue.CLOSING : StyleValue.NO_CLOSING);
        seen.add(PICTURE.matcher(whole).find() ? StyleValue.EMOJI : StyleValue.NO_EMOJI);
        seen.add(asking ? StyleValue.QUESTION : StyleValue.NO_QUESTION);
        String lower = whole.toLowerCase(Locale.ROOT);
        boolean polite = POLITE.matcher(lower).find();
        boolean contracted = CONTRACTION.matcher(lower).find();
        if (polite && !contracted) {
            seen.add(StyleValue.FORMAL);
        } else if (!polite && (contracted || EASY.matcher(lower).find())) {
            seen.add(StyleValue.CASUAL);
        }
        return StyleProfile.of(seen);
    }

    private int content() {
        return parts.stream().mapToInt(StyleReader::words).sum();
    }

    private String last() {
        return parts.get(parts.size() - 1);
    }

    /** Lines, and the sentences in them. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        for (String line : text.split("\\R", -1)) {
            for (String sentence : line.split("(?<=[.!?])\\s+", -1)) {
                if (!sentence.isBlank()) {
                    parts.add(sentence.strip());
                }
            }
        }
        return parts;
    }

    private static int words(String text) {
        return (int) WORD.matcher(text).results().count();
    }
}
