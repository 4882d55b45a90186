package dev.backchannel.policy.text.jinja;

/**
 * A piece of a template.
 *
 * @param text the literal text, the decoded string, or the name, number or operator as written
 */
record Token(Kind kind, String text, int line) {
    enum Kind {
        TEXT,
        OUTPUT_BEGIN,
        OUTPUT_END,
        TAG_BEGIN,
        TAG_END,
        NAME,
        STRING,
        INTEGER,
        FLOAT,
        OPERATOR,
        END
    }
}
