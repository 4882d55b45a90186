package dev.backchannel.policy.text.jinja;

import dev.backchannel.policy.text.jinja.Token.Kind;
import java.util.List;

/** Walks over the tokens. */
final class TokenReader {
    private final List<Token> tokens;
    private int at;

    TokenReader(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(at);
    }

    Token next() {
        return tokens.get(at < tokens.size() - 1 ? at++ : at);
    }

    int line() {
        return peek().line();
    }

    boolean isOperator(String text) {
        return is(Kind.OPERATOR, text);
    }

    boolean isName(String text) {
        return is(Kind.NAME, text);
    }

    /** Whether the tag that begins here is of this name. */
    boolean isTag(String name) {
        return peek().kind() == Kind.TAG_BEGIN && tokens.get(at + 1).text().equals(name);
    }

    private boolean is(Kind kind, String text) {
        return peek().kind() == kind && peek().text().equals(text);
    }

    boolean takeOperator(String text) {
        return take(isOperator(text));
    }

    boolean takeName(String text) {
        return take(isName(text));
    }

    private boolean take(boolean there) {
        at += there ? 1 : 0;
        return there;
    }

    void expectOperator(String text) {
        if (!takeOperator(text)) {
            throw unexpected("'" + text + "'");
        }
    }

    void expectName(String text) {
        if (!takeName(text)) {
            throw unexpected("'" + text + "'");
        }
    }

    Token expect(Kind kind) {
        if (peek().kind() != kind) {
            throw unexpected(kind.toString());
        }
        return next();
    }

    TemplateException unexpected(String wanted) {
        String found = peek().text().isEmpty() ? peek().kind().toString() : "'" + peek().text() + "'";
        return TemplateException.at(line(), wanted + " is expected, but " + found + " is there");
    }
}
