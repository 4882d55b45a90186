package dev.backchannel.testing.docs;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a document tells to type.
 *
 * @param text as it stands there, without its comment
 */
public record DocumentedCommand(String document, String text) {
    /** What may stand before a program. */
    static final Pattern ENVIRONMENT = Pattern.compile("(?:[A-Z_]+=(?:\"[^\"]*\"|\\S+) )*");

    private static final Pattern OURS =
            Pattern.compile(ENVIRONMENT.pattern() + "(?:\\./|(?:\\S+/)?bin/)backchannel\\s+(\\S.*)", Pattern.DOTALL);

    /** Whether it is one of our own command line. */
    public boolean isOurs() {
        return OURS.matcher(text).matches();
    }

    /** What follows the program's name; several if the document leaves a choice. */
    public List<List<String>> arguments() {
        Matcher ours = OURS.matcher(text);
        if (!ours.matches()) {
            throw new IllegalStateException("not a command of ours: " + text);
        }
        return ShellWords.of(ours.group(1));
    }

    @Override
    public String toString() {
        return document + ": " + text;
    }
}
