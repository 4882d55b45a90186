package dev.backchannel.policy.text.jinja;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Jinja's tests, as in {@code x is defined}. One that is not here is an error when the template is read. */
final class Checks {
    @FunctionalInterface
    interface Check {
        boolean holds(@Nullable Object value, List<Object> arguments);
    }

    private static final Check EQUAL = (v, a) -> Values.equal(v, a.get(0));
    private static final Check UNEQUAL = (v, a) -> !Values.equal(v, a.get(0));
    private static final Check LESS = (v, a) -> Values.compare(v, a.get(0)) < 0;
    private static final Check LESS_OR_EQUAL = (v, a) -> Values.compare(v, a.get(0)) <= 0;
    private static final Check GREATER = (v, a) -> Values.compare(v, a.get(0)) > 0;
    private static final Check GREATER_OR_EQUAL = (v, a) -> Values.compare(v, a.get(0)) >= 0;

    private static final Map<String, Check> ALL = Map.ofEntries(
            Map.entry("defined", (v, a) -> !(v instanceof Undefined)),
            Map.entry("undefined", (v, a) -> v instanceof Undefined),
            Map.entry("none", (v, a) -> v == null),
            Map.entry("string", (v, a) -> v instanceof String),
            Map.entry("mapping", (v, a) -> v instanceof Map),
            Map.entry("sequence", (v, a) -> v instanceof String || v instanceof List || v instanceof Map),
            Map.entry(
                    "iterable",
                    (v, a) -> v instanceof String || v instanceof List || v instanceof Map || v instanceof Undefined),
            Map.entry("number", (v, a) -> v instanceof Number || v instanceof Boolean),
            Map.entry("integer", (v, a) -> v instanceof Long),
            Map.entry("float", (v, a) -> v instanceof Double),
            Map.entry("boolean", (v, a) -> v instanceof Boolean),
            Map.entry("true", (v, a) -> Boolean.TRUE.equals(v)),
            Map.entry("false", (v, a) -> Boolean.FALSE.equals(v)),
            Map.entry("callable", (v, a) -> v instanceof Callable),
            Map.entry("odd", (v, a) -> Math.floorMod(whole("odd", v), 2) == 1),
            Map.entry("even", (v, a) -> Math.floorMod(whole("even", v), 2) == 0),
            Map.entry(
                    "divisibleby",
                    (v, a) -> Math.floorMod(whole("divisibleby", v), whole("divisibleby", a.get(0))) == 0),
            Map.entry("lower", (v, a) -> PythonText.str(v)
                    .equals(PythonText.str(v).toLowerCase(Locale.ROOT))),
            Map.entry("upper", (v, a) -> PythonText.str(v)
                    .equals(PythonText.str(v).toUpperCase(Locale.ROOT))),
            Map.entry("in", (v, a) -> Values.contains(a.get(0), v)),
            Map.entry("sameas", (v, a) -> v == a.get(0) || (v != null && v.equals(a.get(0)))),
            Map.entry("eq", EQUAL),
            Map.entry("equalto", EQUAL),
            Map.entry("==", EQUAL),
            Map.entry("ne", UNEQUAL),
            Map.entry("!=", UNEQUAL),
            Map.entry("lt", LESS),
            Map.entry("lessthan", LESS),
            Map.entry("le", LESS_OR_EQUAL),
            Map.entry("gt", GREATER),
            Map.entry("greaterthan", GREATER),
            Map.entry("ge", GREATER_OR_EQUAL));

    private Checks() {}

    static Check named(String name) {
        Check check = ALL.get(name);
        if (check == null) {
            throw new TemplateException("the test '" + name + "' is not known here");
        }
        return check;
    }

    private static long whole(String test, @Nullable Object value) {
        if (value instanceof Long number) {
            return number;
        }
        throw new TemplateException("the test '" + test + "' needs whole numbers, but has " + PythonText.repr(value));
    }
}
