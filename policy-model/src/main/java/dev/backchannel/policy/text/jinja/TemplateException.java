package dev.backchannel.policy.text.jinja;

/** A template that cannot be read, or fails on what it is given. */
public final class TemplateException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final boolean placed;

    /** A failure whose place in the template is not known here. */
    TemplateException(String message) {
        this(message, false);
    }

    private TemplateException(String message, boolean placed) {
        super(message);
        this.placed = placed;
    }

    static TemplateException at(int line, String message) {
        return new TemplateException(message + " (template line " + line + ")", true);
    }

    /** What the template itself says by {@code raise_exception}: left as it is. */
    static TemplateException raised(String message) {
        return new TemplateException(message, true);
    }

    TemplateException placedAt(int line) {
        return placed ? this : at(line, String.valueOf(getMessage()));
    }
}
