package dev.backchannel.redaction;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern from a file. A backtracking matcher can take for ever on a text that an attacker chooses, so it may look at each
 * character only so often; what it cannot get through then is not stored at all.
 */
final class UserPattern implements Redaction {
    /** In place of a text that a pattern could not get through. */
    static final String WITHHELD = "[withheld]";

    private static final long LOOKS_PER_CHARACTER = 200;
    private static final long LOOKS = 20_000;
    private static final int TRIAL = 3_000;

    private final String placeholder;
    private final Pattern pattern;

    /** @throws IllegalArgumentException if it is no pattern, matches nothing at all, or is catastrophic on some simple text */
    UserPattern(String name, String regex) {
        this.placeholder = '[' + name + ']';
        try {
            this.pattern = Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("is no pattern of Java's: " + e.getDescription(), e);
        }
        if (pattern.matcher("").find()) {
            throw new IllegalArgumentException("matches where there is nothing");
        }
        if (pattern.matcher(placeholder).find()) {
            throw new IllegalArgumentException("matches its own placeholder " + placeholder);
        }
        for (String unit : new String[] {"a", "1", " ", "a1", "a ", "1-", "A", "-", ".", "a.", "1 "}) {
            if (of(unit.repeat(TRIAL / unit.length()) + "\u0001").equals(WITHHELD)) {
                throw new IllegalArgumentException("takes too long on a text such as '" + unit.repeat(4)
                        + "…'; repeat nothing that is itself repeated, or use possessive quantifiers (++, *+)");
            }
        }
    }

    @Override
    public String of(String text) {
        try {
            Matcher matcher = pattern.matcher(new Watched(text));
            return matcher.find() ? matcher.replaceAll(Matcher.quoteReplacement(placeholder)) : text;
        } catch (TooManyLooksException | StackOverflowError e) {
            return WITHHELD;
        }
    }

    /** Counts how often it is looked at. */
    private static final class Watched implements CharSequence {
        private final String text;
        private long left;

        Watched(String text) {
            this.text = text;
            this.left = LOOKS + LOOKS_PER_CHARACTER * text.length();
        }

        @Override
        public char charAt(int index) {
            if (left-- == 0) {
                throw new TooManyLooksException();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final class TooManyLooksException extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooManyLooksException() {
            super(null, null, false, false);
        }
    }
}
