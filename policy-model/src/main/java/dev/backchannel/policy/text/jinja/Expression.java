package dev.backchannel.policy.text.jinja;

import org.jspecify.annotations.Nullable;

/** Something with a value: text, Long, Double, Boolean, null, a list, a map, {@link Undefined} or {@link Callable}. */
@FunctionalInterface
interface Expression {
    @Nullable
    Object value(Scope scope);
}
