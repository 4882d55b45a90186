package dev.backchannel.policy.text.jinja;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code {% for names in items if condition %} … {% else %} … {% endfor %}}. */
record Loop(
        List<String> names, Expression items, @Nullable Expression conditionOrNull, Statement body, Statement otherwise)
        implements Statement {

    @Override
    public Flow run(Scope scope, StringBuilder out) {
        List<Object> all = Values.list(items.value(scope));
        if (conditionOrNull != null) {
            all.removeIf(item -> {
                Scope inner = scope.inner();
                bind(inner, item);
                return !Values.truth(conditionOrNull.value(inner));
            });
        }
        for (int i = 0; i < all.size(); i++) {
            Scope inner = scope.inner();
            inner.set("loop", state(all, i));
            bind(inner, all.get(i));
            if (body.run(inner, out) == Flow.BREAK) {
                break;
            }
        }
        return all.isEmpty() ? otherwise.run(scope.inner(), out) : Flow.ON;
    }

    private void bind(Scope scope, @Nullable Object item) {
        assign(names, item, scope);
    }

    /** Gives one name the value, or several its parts. */
    static void assign(List<String> names, @Nullable Object value, Scope scope) {
        if (names.size() == 1) {
            scope.set(names.get(0), value);
            return;
        }
        List<Object> parts = Values.list(value);
        if (parts.size() != names.size()) {
            throw new TemplateException(PythonText.repr(value) + " does not have " + names.size() + " parts");
        }
        for (int i = 0; i < parts.size(); i++) {
            scope.set(names.get(i), parts.get(i));
        }
    }

    private static Map<String, Object> state(List<Object> all, int i) {
        Map<String, Object> state = new HashMap<>();
        state.put("index", i + 1L);
        state.put("index0", (long) i);
        state.put("revindex", (long) all.size() - i);
        state.put("revindex0", all.size() - i - 1L);
        state.put("first", i == 0);
        state.put("last", i == all.size() - 1);
        state.put("length", (long) all.size());
        state.put("previtem", i > 0 ? all.get(i - 1) : new Undefined("loop.previtem"));
        state.put("nextitem", i < all.size() - 1 ? all.get(i + 1) : new Undefined("loop.nextitem"));
        state.put("cycle", (Callable) (a, named) -> a.get(i % a.size()));
        return state;
    }
}
