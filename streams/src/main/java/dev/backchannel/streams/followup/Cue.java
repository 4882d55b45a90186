package dev.backchannel.streams.followup;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A phrase to look for in {@link Words#normalised} text. {@code ^} and {@code $} hold it at the beginning or end,
 * {@code _} stands for one word, {@code ...} for up to four, {@code (a|b)} for one of several; {@code ?} right after
 * {@code _} or a bracket makes it optional.
 */
record Cue(String phrase, double confidence, Pattern pattern) {
    private static final Pattern ITEM = Pattern.compile("\\([^)]*\\)\\??|\\S+");
    private static final String WORD = "[^ ]+";

    /** @param phrase in words as {@link Words#normalised} writes them, beginning with one that is not optional */
    static Cue of(String phrase, double confidence) {
        boolean fromStart = phrase.startsWith("^");
        boolean toEnd = phrase.endsWith("$");
        String body = phrase.substring(fromStart ? 1 : 0, phrase.length() - (toEnd ? 1 : 0));
        List<String> items =
                ITEM.matcher(body).results().map(MatchResult::group).toList();
        StringBuilder regex = new StringBuilder(fromStart ? "^" : "(?<![^ ])");
        for (int i = 0; i < items.size(); i++) {
            regex.append(item(items.get(i), i == 0 ? "" : " "));
        }
        regex.append(toEnd ? "(?: [.!?])*$" : "(?![^ ])");
        return new Cue(phrase, confidence, Pattern.compile(regex.toString()));
    }

    /** @return where the cue is first found, or null */
    Match in(String words) {
        Matcher matcher = pattern.matcher(words);
        return matcher.find() ? new Match(this, matcher.start(), matcher.group()) : null;
    }

    private static String item(String item, String space) {
        if (item.equals("...")) {
            return "(?: " + WORD + "){0,4}?";
        }
        boolean optional = item.length() > 1 && item.endsWith("?");
        String word = optional ? item.substring(0, item.length() - 1) : item;
        String regex = space + (word.equals("_") ? WORD : literal(word));
        return optional ? "(?:" + regex + ")?" : regex;
    }

    private static String literal(String word) {
        String escaped = word.replaceAll("[.?!]", "\\\\$0");
        return escaped.startsWith("(") ? "(?:" + escaped.substring(1) : escaped;
    }

    /** @param at index of the first character */
    record Match(Cue cue, int at, String text) {}
}
