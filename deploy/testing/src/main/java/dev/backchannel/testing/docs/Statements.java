package dev.backchannel.testing.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The commands of a block as a shell tells them apart: by lines that end outside of quotes and without a backslash. */
final class Statements {
    private static final Pattern COMMENT = Pattern.compile("(^|\\s)#(\\s.*)?$");

    private Statements() {}

    /** Each without its comment, and on one line but for what stands in quotes. */
    static List<String> of(String block) {
        List<String> statements = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        for (String line : block.lines().toList()) {
            if (open.isEmpty() || !isQuoted(open)) {
                open.append(COMMENT.matcher(line).replaceFirst("").strip());
            } else {
                open.append('\n').append(line);
            }
            if (isQuoted(open)) {
                continue;
            }
            if (open.toString().endsWith("\\")) {
                open.setLength(open.length() - 1);
                continue;
            }
            if (!open.isEmpty()) {
                statements.add(open.toString());
            }
            open.setLength(0);
        }
        return statements;
    }

    private static boolean isQuoted(CharSequence text) {
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            }
        }
        return quote != 0;
    }
}
