package dev.backchannel.policy.seed;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A piece of text with slots and registers: {@code {drink}} and {@code {drink.price}} are replaced by slot values, {@code
 * [it is|it's]} by its left side in formal and its right side in casual language. "a" becomes "an" before a vowel.
 */
record Template(String text) {
    private static final Pattern REGISTER = Pattern.compile("\\[([^|\\]]*)\\|([^\\]]*)]");
    private static final Pattern SLOT = Pattern.compile("\\{([a-z.]+)}");
    private static final Pattern ARTICLE = Pattern.compile("\\b([Aa]) (?=[aeiouAEIOU])");

    String render(Map<String, String> slots, boolean formal) {
        String registered = REGISTER.matcher(text).replaceAll(choice -> quoted(choice.group(formal ? 1 : 2)));
        String filled = SLOT.matcher(registered).replaceAll(slot -> quoted(valueOf(slot, slots)));
        return ARTICLE.matcher(filled).replaceAll("$1n ").strip();
    }

    private String valueOf(MatchResult slot, Map<String, String> slots) {
        String value = slots.get(slot.group(1));
        if (value == null) {
            throw new IllegalArgumentException("template '" + text + "' names the slot '" + slot.group(1)
                    + "', but only these are filled: " + slots.keySet());
        }
        return value;
    }

    private static String quoted(String replacement) {
        return java.util.regex.Matcher.quoteReplacement(replacement);
    }

    /** With the first letter in upper case. */
    static String capitalized(String text) {
        int first = text.codePointAt(0);
        return Character.toString(Character.toUpperCase(first)) + text.substring(Character.charCount(first));
    }
}
