package dev.backchannel.policy.text.jinja;

/** Something with a value: text, Long, Double, Boolean, null, a list, a map, {@link Undefined} or {@link Callable}. */
@FunctionalInterface
interface Expression {
    Object value(Scope scope);
}
