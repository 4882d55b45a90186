package dev.backchannel.policy.text.jinja;

import java.util.LinkedHashMap;
import java.util.Map;

/** Jinja's {@code namespace(…)}: the one object whose attributes a template may set. */
record Namespace(Map<String, Object> values) {
    static Namespace of(Map<String, Object> values) {
        return new Namespace(new LinkedHashMap<>(values));
    }
}
