package dev.backchannel.policy.text.jinja;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A function, method or macro. */
@FunctionalInterface
interface Callable {
    @Nullable
    Object call(List<Object> arguments, Map<String, Object> named);
}
