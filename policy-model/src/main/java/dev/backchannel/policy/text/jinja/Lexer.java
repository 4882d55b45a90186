package dev.backchannel.policy.text.jinja;

import dev.backchannel.policy.text.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a template into tokens, with Jinja2's rules for white space under {@code trim_blocks} and {@code lstrip_blocks}: a
 * tag or comment takes the newline after it and the blanks before it on its line, {@code -} takes all, {@code +} none.
 */
final class Lexer {
    private static final List<String> OPERATORS = List.of(
            "//", "**", "==", "!=", ">=", "<=", "+", "-", "*", "/", "%", "~", ">", "<", "=", "(", ")", "[", "]", "{",
            "}", ",", ".", ":", "|");

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private boolean lineStarts = true;

    private Lexer(String source) {
        this.source = source;
    }

    static List<Token> tokens(String text) {
        String source = text.replace("\r\n", "\n").replace('\r', '\n');
        Lexer lexer = new Lexer(source.endsWith("\n") ? source.substring(0, source.length() - 1) : source);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        while (at < source.length()) {
            int begin = nextBegin();
            if (begin < 0) {
                add(Kind.TEXT, source.substring(at));
                at = source.length();
            } else {
                text(begin);
                char kind = source.charAt(begin + 1);
                at = begin + 2 + (sign(begin + 2) == ' ' ? 0 : 1);
                if (kind == '#') {
                    comment();
                } else {
                    add(kind == '{' ? Kind.OUTPUT_BEGIN : Kind.TAG_BEGIN, "");
                    inside(kind == '{' ? "}}" : "%}");
                }
            }
        }
        add(Kind.END, "");
    }

    private int nextBegin() {
        for (int i = at; i + 1 < source.length(); i++) {
            if (source.charAt(i) == '{' && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    /** The sign at this place: '-', '+', or a blank for none. */
    private char sign(int place) {
        char c = place < source.length() ? source.charAt(place) : ' ';
        return c == '-' || c == '+' ? c : ' ';
    }

    private void text(int begin) {
        String text = source.substring(at, begin);
        char sign = sign(begin + 2);
        if (sign == '-') {
            text = PythonStrings.strip(text, null, false, true);
        } else if (sign != '+' && source.charAt(begin + 1) != '{') {
            int line = text.lastIndexOf('\n') + 1;
            if ((line > 0 || lineStarts)
                    && PythonStrings.strip(text.substring(line), null, true, true)
                            .isEmpty()) {
                text = text.substring(0, line);
            }
        }
        if (!text.isEmpty()) {
            add(Kind.TEXT, text);
        }
    }

    private void comment() {
        int end = source.indexOf("#}", at);
        if (end < 0) {
            throw TemplateException.at(line(), "a comment does not end");
        }
        end(end, sign(Math.max(at, end - 1)), "#}");
    }

    /** Goes past the end mark, and past the white space that it takes. */
    private void end(int mark, char sign, String text) {
        at = mark + text.length();
        int from = at;
        if (sign == '-') {
            while (at < source.length() && PythonStrings.isSpace(source.charAt(at))) {
                at++;
            }
        } else if (sign != '+' && !text.equals("}}") && at < source.length() && source.charAt(at) == '\n') {
            at++;
        }
        lineStarts = at > from && source.charAt(at - 1) == '\n';
    }

    private void inside(String mark) {
        int depth = 0;
        while (at < source.length()) {
            char c = source.charAt(at);
            if (PythonStrings.isSpace(c)) {
                at++;
            } else if (depth == 0 && source.startsWith(mark, sign(at) == ' ' ? at : at + 1)) {
                add(mark.equals("}}") ? Kind.OUTPUT_END : Kind.TAG_END, "");
                end(sign(at) == ' ' ? at : at + 1, sign(at), mark);
                return;
            } else if (c == '\'' || c == '"') {
                string(c);
            } else if (Character.isDigit(c)) {
                number();
            } else if (Character.isJavaIdentifierStart(c) && c != '$') {
                int start = at;
                while (at < source.length()
                        && Character.isJavaIdentifierPart(source.charAt(at))
                        && source.charAt(at) != '$') {
                    at++;
                }
                add(Kind.NAME, source.substring(start, at));
            } else {
                String operator = operator();
                depth += "([{".contains(operator) ? 1 : ")]}".contains(operator) ? -1 : 0;
                add(Kind.OPERATOR, operator);
                at += operator.length();
            }
        }
        throw TemplateException.at(line(), "a tag does not end with " + mark);
    }

    private String operator() {
        for (String operator : OPERATORS) {
            if (source.startsWith(operator, at)) {
                return operator;
            }
        }
        throw TemplateException.at(line(), "the character '" + source.charAt(at) + "' is not expected");
    }

    private void number() {
        int start = at;
        while (at < source.length() && (Character.isDigit(source.charAt(at)) || source.charAt(at) == '_')) {
            at++;
        }
        boolean fraction =
                at + 1 < source.length() && source.charAt(at) == '.' && Character.isDigit(source.charAt(at + 1));
        if (fraction) {
            at++;
            while (at < source.length() && Character.isDigit(source.charAt(at))) {
                at++;
            }
        }
        add(fraction ? Kind.FLOAT : Kind.INTEGER, source.substring(start, at).replace("_", ""));
    }

    private void string(char quote) {
        int line = line();
        int start = ++at;
        while (at < source.length() && source.charAt(at) != quote) {
            at += source.charAt(at) == '\\' ? 2 : 1;
        }
        if (at >= source.length()) {
            throw TemplateException.at(line, "a string does not end");
        }
        tokens.add(new Token(Kind.STRING, unescape(source.substring(start, at), line), line));
        at++;
    }

    private static String unescape(String literal, int line) {
        try {
            return PythonStrings.unescape(literal);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw TemplateException.at(line, "the string '" + literal + "' has an escape that does not end");
        }
    }

    private int line() {
        return 1
                + (int) source.chars()
                        .limit(Math.min(at, source.length()))
                        .filter(c -> c == '\n')
                        .count();
    }

    private void add(Kind kind, String text) {
        tokens.add(new Token(kind, text, line()));
    }
}
