package dev.backchannel.policy.text.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The filters that chat templates use. One that is not here is an error when the template is read. */
final class Filters {
    /** A filter, given the value, what stands in its parentheses, and the names there. */
    @FunctionalInterface
    interface Filter {
        @Nullable
        Object apply(@Nullable Object value, List<Object> arguments, Map<String, Object> named);
    }

    private static final Map<String, Filter> ALL = Map.ofEntries(
            Map.entry(
                    "trim",
                    (v, a, n) -> PythonStrings.strip(
                            PythonText.str(v), a.isEmpty() ? null : PythonText.str(a.get(0)), true, true)),
            Map.entry("length", (v, a, n) -> Values.length(v)),
            Map.entry("count", (v, a, n) -> Values.length(v)),
            Map.entry("tojson", (v, a, n) -> PythonText.json(v, indent(argument("indent", 1, a, n)))),
            Map.entry("list", (v, a, n) -> Values.list(v)),
            Map.entry("string", (v, a, n) -> PythonText.str(v)),
            Map.entry("upper", (v, a, n) -> PythonText.str(v).toUpperCase(Locale.ROOT)),
            Map.entry("lower", (v, a, n) -> PythonText.str(v).toLowerCase(Locale.ROOT)),
            Map.entry("capitalize", (v, a, n) -> PythonStrings.capitalize(PythonText.str(v))),
            Map.entry("title", (v, a, n) -> PythonStrings.title(PythonText.str(v))),
            Map.entry("replace", (v, a, n) -> PythonStrings.replace(PythonText.str(v), a)),
            Map.entry("safe", (v, a, n) -> v),
            Map.entry("first", (v, a, n) -> end(Values.list(v), true)),
            Map.entry("last", (v, a, n) -> end(Values.list(v), false)),
            Map.entry("reverse", (v, a, n) -> reverse(v)),
            Map.entry("unique", (v, a, n) -> unique(Values.list(v))),
            Map.entry("sort", (v, a, n) -> sort(Values.list(v))),
            Map.entry("items", (v, a, n) -> v instanceof Map<?, ?> map ? Members.items(map) : Values.list(v)),
            Map.entry("join", Filters::join),
            Map.entry("default", Filters::orElse),
            Map.entry("d", Filters::orElse),
            Map.entry("int", (v, a, n) -> whole(v)),
            Map.entry("float", (v, a, n) -> v instanceof Number number ? number.doubleValue() : real(v)),
            Map.entry("abs", (v, a, n) -> v instanceof Long number ? (Object) Math.abs(number) : Math.abs(real(v))),
            Map.entry("map", Filters::map),
            Map.entry("select", (v, a, n) -> select(v, "", a, true)),
            Map.entry("reject", (v, a, n) -> select(v, "", a, false)),
            Map.entry("selectattr", (v, a, n) -> select(v, PythonText.str(a.get(0)), a.subList(1, a.size()), true)),
            Map.entry("rejectattr", (v, a, n) -> select(v, PythonText.str(a.get(0)), a.subList(1, a.size()), false)));

    private Filters() {}

    static Filter named(String name) {
        Filter filter = ALL.get(name);
        if (filter == null) {
            throw new TemplateException("the filter '" + name + "' is not known here");
        }
        return filter;
    }

    private static @Nullable Object argument(
            String name, int place, List<Object> arguments, Map<String, Object> named) {
        return named.containsKey(name) ? named.get(name) : arguments.size() > place ? arguments.get(place) : null;
    }

    private static int indent(@Nullable Object value) {
        return value instanceof Long number ? number.intValue() : -1;
    }

    private static @Nullable Object end(List<Object> items, boolean first) {
        return items.isEmpty() ? new Undefined("item of an empty list") : items.get(first ? 0 : items.size() - 1);
    }

    private static Object reverse(@Nullable Object value) {
        if (value instanceof String text) {
            return new StringBuilder(text).reverse().toString();
        }
        List<Object> items = Values.list(value);
        Collections.reverse(items);
        return items;
    }

    private static Object unique(List<Object> items) {
        List<Object> once = new ArrayList<>();
        items.stream().filter(item -> !Values.contains(once, item)).forEach(once::add);
        return once;
    }

    private static Object sort(List<Object> items) {
        items.sort(Values::compare);
        return items;
    }

    private static Object join(@Nullable Object value, List<Object> arguments, Map<String, Object> named) {
        Object separator = argument("d", 0, arguments, named);
        Object attribute = argument("attribute", 1, arguments, named);
        StringJoiner joined = new StringJoiner(separator == null ? "" : PythonText.str(separator));
        for (Object item : Values.list(value)) {
            joined.add(PythonText.str(attribute == null ? item : path(item, PythonText.str(attribute))));
        }
        return joined.toString();
    }

    private static @Nullable Object orElse(@Nullable Object value, List<Object> arguments, Map<String, Object> named) {
        Object fallback = argument("default_value", 0, arguments, named);
        boolean falseToo = Values.truth(argument("boolean", 1, arguments, named));
        boolean replaced = value instanceof Undefined || (falseToo && !Values.truth(value));
        return replaced ? (fallback == null ? "" : fallback) : value;
    }

    private static Object whole(@Nullable Object value) {
        return value instanceof Number number ? (Object) number.longValue() : (Object) (long) real(value);
    }

    private static double real(@Nullable Object value) {
        try {
            return value instanceof Number number ? number.doubleValue() : Double.parseDouble(PythonText.str(value));
        } catch (NumberFormatException e) {
            return 0; // as Jinja2 does
        }
    }

    private static @Nullable Object map(@Nullable Object value, List<Object> arguments, Map<String, Object> named) {
        List<Object> mapped = new ArrayList<>();
        for (Object item : Values.list(value)) {
            if (named.containsKey("attribute")) {
                Object found = path(item, PythonText.str(named.get("attribute")));
                mapped.add(found instanceof Undefined && named.containsKey("default") ? named.get("default") : found);
            } else {
                Filter filter = named(PythonText.str(arguments.get(0)));
                mapped.add(filter.apply(item, arguments.subList(1, arguments.size()), named));
            }
        }
        return mapped;
    }

    /** The items of which a test holds, or of which it does not. */
    private static Object select(@Nullable Object value, String attribute, List<Object> test, boolean wanted) {
        List<Object> chosen = new ArrayList<>();
        for (Object item : Values.list(value)) {
            Object tested = attribute.isEmpty() ? item : path(item, attribute);
            boolean holds = test.isEmpty()
                    ? Values.truth(tested)
                    : Checks.named(PythonText.str(test.get(0))).holds(tested, test.subList(1, test.size()));
            if (holds == wanted) {
                chosen.add(item);
            }
        }
        return chosen;
    }

    private static @Nullable Object path(@Nullable Object value, String dotted) {
        Object found = value;
        for (String name : dotted.split("\\.", -1)) {
            found = Members.item(found, name.matches("\\d+") ? (Object) Long.valueOf(name) : name);
        }
        return found;
    }
}
