package dev.backchannel.policy.text.jinja;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Values as text: Python's {@code str} and {@code repr}, and {@code json.dumps} as transformers calls it. */
final class PythonText {
    private PythonText() {}

    static String str(@Nullable Object value) {
        if (value instanceof Undefined) {
            return "";
        }
        return value instanceof String text ? text : repr(value);
    }

    static String repr(@Nullable Object value) {
        if (value == null) {
            return "None";
        } else if (value instanceof Boolean flag) {
            return flag ? "True" : "False";
        } else if (value instanceof String text) {
            boolean single = !text.contains("'") || text.contains("\"");
            String body = text.replace("\\", "\\\\")
                    .replace("\n", "\\n")
                    .replace("\r", "\\r")
                    .replace("\t", "\\t");
            return single ? "'" + body.replace("'", "\\'") + "'" : '"' + body + '"';
        } else if (value instanceof List<?> list) {
            StringJoiner items = new StringJoiner(", ", "[", "]");
            list.forEach(item -> items.add(repr(item)));
            return items.toString();
        } else if (value instanceof Map<?, ?> map) {
            StringJoiner items = new StringJoiner(", ", "{", "}");
            map.forEach((key, item) -> items.add(repr(key) + ": " + repr(item)));
            return items.toString();
        } else if (value instanceof Undefined undefined) {
            return "undefined '" + undefined.name() + "'";
        }
        return value.toString();
    }

    /** @param indentOrMinus1 −1 for one line, with {@code ", "} and {@code ": "} */
    static String json(@Nullable Object value, int indentOrMinus1) {
        StringBuilder out = new StringBuilder();
        json(value, indentOrMinus1, 0, out);
        return out.toString();
    }

    private static void json(@Nullable Object value, int indent, int depth, StringBuilder out) {
        if (value == null || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof Number) {
            out.append(repr(value));
        } else if (value instanceof String text) {
            quote(text, out);
        } else if (value instanceof List<?> list) {
            out.append('[');
            for (int i = 0; i < list.size(); i++) {
                separate(i, indent, depth + 1, out);
                json(list.get(i), indent, depth + 1, out);
            }
            close(list.isEmpty(), ']', indent, depth, out);
        } else if (value instanceof Map<?, ?> map) {
            out.append('{');
            int i = 0;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                separate(i++, indent, depth + 1, out);
                quote(str(entry.getKey()), out);
                out.append(": ");
                json(entry.getValue(), indent, depth + 1, out);
            }
            close(map.isEmpty(), '}', indent, depth, out);
        } else {
            throw new TemplateException(repr(value) + " cannot be written as JSON");
        }
    }

    private static void separate(int index, int indent, int depth, StringBuilder out) {
        if (index > 0) {
            out.append(indent < 0 ? ", " : ",");
        }
        newLine(indent, depth, out);
    }

    private static void close(boolean empty, char bracket, int indent, int depth, StringBuilder out) {
        if (!empty) {
            newLine(indent, depth, out);
        }
        out.append(bracket);
    }

    private static void newLine(int indent, int depth, StringBuilder out) {
        if (indent >= 0) {
            out.append('\n').append(" ".repeat(indent * depth));
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < 0x20) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
