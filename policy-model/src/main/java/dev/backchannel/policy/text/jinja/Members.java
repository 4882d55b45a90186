package dev.backchannel.policy.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code value.name}, {@code value[key]} and {@code value[from:to:step]}. */
final class Members {
    private Members() {}

    /** A method or attribute first, then an item, as Jinja2 looks them up. */
    static @Nullable Object attribute(@Nullable Object value, String name) {
        Callable method = method(value, name);
        return method != null ? method : item(value, name);
    }

    static @Nullable Object item(@Nullable Object value, @Nullable Object key) {
        if (value instanceof Undefined undefined) {
            throw undefined.error();
        } else if (value instanceof Map<?, ?> map && map.containsKey(key)) {
            return map.get(key);
        } else if (value instanceof Namespace namespace && namespace.values().containsKey(key)) {
            return namespace.values().get(key);
        } else if (key instanceof Long index && (value instanceof List<?> || value instanceof String)) {
            List<Object> items = Values.list(value);
            long place = index < 0 ? index + items.size() : index;
            if (place >= 0 && place < items.size()) {
                return items.get((int) place);
            }
        } else if (key instanceof String name) {
            Callable method = method(value, name);
            return method == null ? new Undefined(name) : method;
        }
        return new Undefined(PythonText.str(key));
    }

    private static @Nullable Callable method(@Nullable Object value, String name) {
        if (value instanceof String text) {
            return PythonStrings.method(text, name);
        } else if (value instanceof Map<?, ?> map) {
            return switch (name) {
                case "items" -> (a, named) -> items(map);
                case "keys" -> (a, named) -> new ArrayList<Object>(map.keySet());
                case "values" -> (a, named) -> new ArrayList<Object>(map.values());
                case "get" ->
                    (a, named) -> map.containsKey(a.get(0)) ? map.get(a.get(0)) : a.size() > 1 ? a.get(1) : null;
                default -> null;
            };
        }
        return null;
    }

    static List<Object> items(Map<?, ?> map) {
        List<Object> items = new ArrayList<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            List<Object> pair = new ArrayList<>();
            pair.add(entry.getKey());
            pair.add(entry.getValue());
            items.add(pair);
        }
        return items;
    }

    /** Python's slice; null stands for an end that is left out. */
    static @Nullable Object slice(
            @Nullable Object value, @Nullable Object from, @Nullable Object to, @Nullable Object step) {
        if (value instanceof Undefined undefined) {
            throw undefined.error();
        }
        List<Object> all = Values.list(value);
        long stride = step == null ? 1 : whole(step);
        if (stride == 0) {
            throw new TemplateException("a slice's step is 0");
        }
        int size = all.size();
        long low = stride > 0 ? 0 : -1;
        long high = stride > 0 ? size : size - 1L;
        long start = from == null ? (stride > 0 ? low : high) : place(whole(from), size, low, high);
        long end = to == null ? (stride > 0 ? high : low) : place(whole(to), size, low, high);
        List<Object> chosen = new ArrayList<>();
        for (long i = start; stride > 0 ? i < end : i > end; i += stride) {
            chosen.add(all.get((int) i));
        }
        if (value instanceof String) {
            StringBuilder text = new StringBuilder();
            chosen.forEach(text::append);
            return text.toString();
        }
        return chosen;
    }

    private static long place(long index, int size, long low, long high) {
        return Math.max(low, Math.min(high, index < 0 ? index + size : index));
    }

    private static long whole(@Nullable Object value) {
        if (value instanceof Long number) {
            return number;
        }
        throw new TemplateException("a slice needs whole numbers, but has " + PythonText.repr(value));
    }
}
