package dev.backchannel.streams.followup;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A phrase to look for in the tokens of {@link Words}, one space between them. {@code ^} and {@code $} hold it at the beginning or end,
 * {@code _} stands for one word, {@code ...} for up to four, {@code (a|b)} for one of several; {@code ?} right after
 * {@code _} or a bracket makes it optional.
 */
record Cue(String phrase, double confidence, Pattern pattern, CueNeeds needs) {
    private static final Pattern ITEM = Pattern.compile("\\([^)]*\\)\\??|\\S+");
    private static final String WORD = "[^ ]+";

    /** @param phrase in words as {@link Words} reads them */
    static Cue of(String phrase, double confidence) {
        boolean fromStart = phrase.startsWith("^");
        boolean toEnd = phrase.endsWith("$");
        String body = phrase.substring(fromStart ? 1 : 0, phrase.length() - (toEnd ? 1 : 0));
        List<String> items =
                ITEM.matcher(body).results().map(MatchResult::group).toList();
        StringBuilder regex = new StringBuilder(fromStart ? "^" : "(?<![^ ])");
        boolean begun = false;
        for (String item : items) {
            boolean optional = isOptional(item);
            // A space stands before each word but the first; what is optional at the beginning brings one after it.
            regex.append(item(item, begun ? " " : "", begun || !optional ? "" : " "));
            begun |= !optional;
        }
        regex.append(toEnd ? "(?: [.!?])*$" : "(?![^ ])");
        CueNeeds needs = CueNeeds.of(items.stream()
                .filter(item -> !isOptional(item) && !item.equals("_"))
                .toList());
        return new Cue(phrase, confidence, Pattern.compile(regex.toString()), needs);
    }

    /** @return where the cue is first found, or null */
    @Nullable
    Match in(String words) {
        Matcher matcher = pattern.matcher(words);
        return matcher.find() ? new Match(this, matcher.start(), matcher.group()) : null;
    }

    private static boolean isOptional(String item) {
        return item.equals("...") || (item.length() > 1 && item.endsWith("?"));
    }

    private static String item(String item, String before, String after) {
        if (item.equals("...")) {
            return "(?:" + before + WORD + after + "){0,4}?";
        }
        boolean optional = isOptional(item);
        String word = optional ? item.substring(0, item.length() - 1) : item;
        String regex = before + (word.equals("_") ? WORD : literal(word)) + after;
        return optional ? "(?:" + regex + ")?" : regex;
    }

    private static String literal(String word) {
        String escaped = word.replaceAll("[.?!]", "\\\\$0");
        return escaped.startsWith("(") ? "(?:" + escaped.substring(1) : escaped;
    }

    /** @param at index of the first character */
    record Match(Cue cue, int at, String text) {}
}
