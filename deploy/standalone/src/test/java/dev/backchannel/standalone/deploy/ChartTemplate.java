package dev.backchannel.standalone.deploy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * The few words of Helm's templates that the chart keeps to: values, {@code if}, {@code else}, {@code range}, {@code quote},
 * {@code int64}, {@code toYaml}, {@code nindent}. Whatever else a template says is an error here, so that the chart stays
 * something that can be checked without Helm.
 */
final class ChartTemplate {
    private static final Pattern ACTION = Pattern.compile("([ \\t]*\\n)?[ \\t]*\\{\\{- (.*?) }}|\\{\\{ (.*?) }}");
    private static final Pattern RANGE = Pattern.compile("range (?:\\$(\\w+), )?\\$(\\w+) := (\\S+)");

    private final String text;
    private final Map<String, Object> root;
    private final List<String> actions = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();

    /** @param root {@code Values}, {@code Release}, {@code Chart} */
    ChartTemplate(String text, Map<String, Object> root) {
        this.text = text;
        this.root = root;
        split();
    }

    String render() {
        StringBuilder out = new StringBuilder();
        int end = render(0, new HashMap<>(), true, out);
        if (end != actions.size()) {
            throw new IllegalArgumentException("an end too many in " + text);
        }
        return out.toString();
    }

    private void split() {
        Matcher action = ACTION.matcher(text);
        int from = 0;
        while (action.find()) {
            texts.add(text.substring(from, action.start()));
            actions.add(action.group(2) == null ? action.group(3) : action.group(2));
            from = action.end();
        }
        texts.add(text.substring(from));
        if (texts.stream().anyMatch(rest -> rest.contains("{{") || rest.contains("}}"))) {
            throw new IllegalArgumentException("an action that is not understood in " + text);
        }
    }

    /** @return the index of the action that ended the block: {@code else}, {@code end}, or behind the last one */
    private int render(int from, Map<String, Object> variables, boolean write, StringBuilder out) {
        append(texts.get(from), write, out);
        int i = from;
        while (i < actions.size()) {
            String action = actions.get(i);
            if (action.equals("end") || action.equals("else")) {
                return i;
            } else if (action.startsWith("if ")) {
                boolean yes = write && truth(value(action.substring(3), variables));
                i = render(i + 1, variables, yes, out);
                if (actions.get(i).equals("else")) {
                    i = render(i + 1, variables, write && !yes, out);
                }
            } else if (action.startsWith("range ")) {
                i = range(i, action, variables, write, out);
            } else if (write) {
                out.append(pipeline(action, variables));
            }
            i++;
            append(texts.get(i), write, out);
        }
        return i;
    }

    private int range(int at, String action, Map<String, Object> variables, boolean write, StringBuilder out) {
        Matcher range = RANGE.matcher(action);
        if (!range.matches()) {
            throw new IllegalArgumentException(action);
        }
        Deque<Map<String, Object>> rounds = new ArrayDeque<>();
        Object over = value(range.group(3), variables);
        if (over instanceof Map<?, ?> map) {
            new java.util.TreeMap<>(map).forEach((key, item) -> rounds.add(with(variables, range, key, item)));
        } else if (over instanceof List<?> list) {
            list.forEach(item -> rounds.add(with(variables, range, rounds.size(), item)));
        }
        int end = render(at + 1, variables, false, out); // only to find it
        while (write && !rounds.isEmpty()) {
            render(at + 1, rounds.poll(), true, out);
        }
        return end;
    }

    private static Map<String, Object> with(Map<String, Object> variables, Matcher range, Object key, Object item) {
        Map<String, Object> more = new HashMap<>(variables);
        if (range.group(1) != null) {
            more.put(range.group(1), key);
        }
        more.put(range.group(2), item);
        return more;
    }

    private String pipeline(String action, Map<String, Object> variables) {
        String[] steps = action.split(" \\| ");
        String first = steps[0];
        Object value =
                first.startsWith("toYaml ") ? yaml(value(first.substring(7), variables)) : value(first, variables);
        for (int i = 1; i < steps.length; i++) {
            String step = steps[i];
            if (step.equals("quote")) {
                value = "\"" + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
            } else if (step.startsWith("nindent ")) {
                value = "\n"
                        + value.toString()
                                .indent(Integer.parseInt(step.substring(8)))
                                .stripTrailing();
            } else if (!step.equals("int64")) {
                throw new IllegalArgumentException("the chart must do without " + step);
            }
        }
        return String.valueOf(value);
    }

    private Object value(String path, Map<String, Object> variables) {
        if (path.startsWith("$.") || path.startsWith(".")) {
            return Deployment.at(root, path.substring(path.indexOf('.') + 1));
        } else if (path.startsWith("$")) {
            int dot = path.indexOf('.');
            Object variable = variables.get(dot < 0 ? path.substring(1) : path.substring(1, dot));
            return dot < 0 ? variable : Deployment.at(variable, path.substring(dot + 1));
        }
        throw new IllegalArgumentException("the chart must do without " + path);
    }

    private static String yaml(Object value) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        return new Yaml(options).dump(value).stripTrailing();
    }

    private static boolean truth(Object value) {
        return value != null
                && !value.equals(false)
                && !value.equals("")
                && !value.equals(0)
                && !(value instanceof List<?> list && list.isEmpty())
                && !(value instanceof Map<?, ?> map && map.isEmpty());
    }

    private static void append(String text, boolean write, StringBuilder out) {
        if (write) {
            out.append(text);
        }
    }
}
