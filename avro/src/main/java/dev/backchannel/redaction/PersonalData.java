package dev.backchannel.redaction;

import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What looks like one person's, and is replaced by the name of its kind. The order is that in which they are looked for. */
enum PersonalData implements Redaction {
    EMAIL(
            "(?<![\\p{L}\\p{N}._%+-])[\\p{L}\\p{N}._%+-]{1,64}+@(?:[\\p{L}\\p{N}-]{1,63}+\\.){1,8}[\\p{L}]{2,24}",
            text -> text.indexOf('@') >= 0, found -> true),
    IBAN(
            "(?<![\\p{L}\\p{N}])[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![\\p{L}\\p{N}])",
            PersonalData::hasDigits, Checksums::isIban),
    CARD("(?<![0-9])[0-9](?:[ -]?[0-9]){12,18}(?![0-9])", PersonalData::hasDigits, Checksums::isCard),
    IP(
            "(?<![0-9.])(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?![0-9]|\\.[0-9])"
                    + "|(?<![\\p{L}\\p{N}:])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\\p{L}\\p{N}:])",
            text -> text.indexOf('.') > 0 || text.indexOf(':') >= 0, Checksums::isAddress),
    PHONE(
            // +49 30 123456 and 0049…, (555) 123-4567, 555-123-4567, 030 1234567 and 030/1234567, 01 23 45 67 89
            "(?<![\\p{L}\\p{N}+])(?:(?:\\+|00)[1-9](?:[ ()./-]{0,2}[0-9]){6,14}"
                    + "|(?:\\([0-9]{3}\\) ?|[0-9]{3}[ .-])[0-9]{3}[ .-][0-9]{4}"
                    + "|\\(?0[1-9][0-9]{1,4}\\)?[ /-][0-9](?:[ -]?[0-9]){4,9}"
                    + "|0[1-9]([ .-]?)(?:[0-9]{2}\\1){3}[0-9]{2})(?![0-9])",
            PersonalData::hasDigits, found -> true);

    /** No number of a phone, a card or an account has fewer. */
    private static final int LEAST_DIGITS = 8;

    private final Pattern pattern;
    private final Predicate<String> worthALook;
    private final Predicate<String> check;
    private final String placeholder;

    PersonalData(String pattern, Predicate<String> worthALook, Predicate<String> check) {
        this.pattern = Pattern.compile(pattern);
        this.worthALook = worthALook;
        this.check = check;
        this.placeholder = '[' + name().toLowerCase(Locale.ROOT) + ']';
    }

    @Override
    public String of(String text) {
        if (!worthALook.test(text)) {
            return text;
        }
        Matcher matcher = pattern.matcher(text);
        StringBuilder rest = new StringBuilder();
        int copied = 0;
        for (int from = 0; matcher.find(from); ) {
            int end = end(text, matcher.start(), matcher.end());
            if (end > matcher.start()) {
                rest.append(text, copied, matcher.start()).append(placeholder);
                copied = end;
                from = end;
            } else {
                from = afterGap(text, matcher.start(), matcher.end());
            }
        }
        return copied == 0 ? text : rest.append(text, copied, text.length()).toString();
    }

    /** Of the longest beginning that is one, since the date after a number looks like more of it; the start: there is none. */
    private int end(String text, int start, int found) {
        int end = found;
        while (end > start && !check.test(text.substring(start, end))) {
            do {
                end--;
            } while (end > start && !isGap(text.charAt(end)));
        }
        return end;
    }

    /** Where the next one may begin, since so does the number before it. */
    private static int afterGap(String text, int start, int found) {
        int at = start + 1;
        while (at < found && !isGap(text.charAt(at - 1))) {
            at++;
        }
        return at;
    }

    private static boolean isGap(char c) {
        return c == ' ' || c == '-';
    }

    private static boolean hasDigits(String text) {
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9' && ++digits == LEAST_DIGITS) {
                return true;
            }
        }
        return false;
    }
}
