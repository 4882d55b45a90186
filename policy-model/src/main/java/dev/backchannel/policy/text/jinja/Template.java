package dev.backchannel.policy.text.jinja;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A Jinja template, read once and rendered as Python's Jinja2 does under transformers' settings (blocks trimmed and
 * left-stripped, nothing escaped). Whatever is not known here (a tag, filter, test or method) is an error, never silence.
 * Texts that are given to it are never themselves read as templates. Thread-safe.
 */
public final class Template {
    private final Statement body;
    private final Map<String, Object> globals;

    /**
     * Reads a template.
     *
     * @param functions what it may call besides Jinja's own: from name to a function of one text
     * @throws TemplateException if it cannot be read
     */
    public Template(String source, Map<String, java.util.function.UnaryOperator<String>> functions) {
        this.body = TemplateParser.parse(source);
        Map<String, Object> all = new HashMap<>();
        all.put("namespace", (Callable) (a, named) -> Namespace.of(named));
        all.put("dict", (Callable) (a, named) -> new HashMap<Object, Object>(named));
        all.put("range", (Callable) (a, named) -> range(a));
        all.put("raise_exception", (Callable) (a, named) -> {
            throw TemplateException.raised(PythonText.str(a.get(0)));
        });
        functions.forEach(
                (name, function) -> all.put(name, (Callable) (a, named) -> function.apply(PythonText.str(a.get(0)))));
        this.globals = Map.copyOf(all);
    }

    /**
     * Renders with these variables: texts, Long, Double, Boolean, null, lists and maps of them.
     *
     * @throws TemplateException if it fails or refuses
     */
    public String render(Map<String, ?> variables) {
        Scope scope = Scope.of(globals).inner();
        variables.forEach(scope::set);
        StringBuilder out = new StringBuilder();
        body.run(scope, out);
        return out.toString();
    }

    private static List<Object> range(List<Object> arguments) {
        long from = arguments.size() > 1 ? (Long) arguments.get(0) : 0;
        long to = (Long) arguments.get(arguments.size() > 1 ? 1 : 0);
        long step = arguments.size() > 2 ? (Long) arguments.get(2) : 1;
        if (step == 0) {
            throw new TemplateException("a range's step is 0");
        }
        List<Object> numbers = new ArrayList<>();
        for (long i = from; step > 0 ? i < to : i > to; i += step) {
            numbers.add(i);
        }
        return numbers;
    }
}
