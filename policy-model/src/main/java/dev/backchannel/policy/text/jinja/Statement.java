package dev.backchannel.policy.text.jinja;

import java.util.List;

/** Something that writes. */
@FunctionalInterface
interface Statement {
    /** What the enclosing loop does next. */
    enum Flow {
        ON,
        BREAK,
        CONTINUE
    }

    Flow run(Scope scope, StringBuilder out);

    /** One after the other, up to a break or continue. */
    static Statement all(List<Statement> body) {
        List<Statement> statements = List.copyOf(body);
        return (scope, out) -> {
            for (Statement statement : statements) {
                Flow flow = statement.run(scope, out);
                if (flow != Flow.ON) {
                    return flow;
                }
            }
            return Flow.ON;
        };
    }
}
