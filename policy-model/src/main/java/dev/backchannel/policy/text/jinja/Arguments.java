package dev.backchannel.policy.text.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What stands in the parentheses of a call. */
record Arguments(List<Expression> inOrder, Map<String, Expression> byName) {
    static final Arguments NONE = new Arguments(List.of(), Map.of());

    List<Object> values(Scope scope) {
        List<Object> values = new ArrayList<>();
        inOrder.forEach(argument -> values.add(argument.value(scope)));
        return values;
    }

    Map<String, Object> named(Scope scope) {
        Map<String, Object> values = new LinkedHashMap<>();
        byName.forEach((name, argument) -> values.put(name, argument.value(scope)));
        return values;
    }
}
