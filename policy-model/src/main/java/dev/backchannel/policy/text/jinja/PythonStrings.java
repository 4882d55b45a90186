package dev.backchannel.policy.text.jinja;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The methods of Python's strings that chat templates call. */
final class PythonStrings {
    private PythonStrings() {}

    /** @return null if there is no such method */
    static @Nullable Callable method(String text, String name) {
        return switch (name) {
            case "strip" -> (a, named) -> strip(text, characters(a), true, true);
            case "lstrip" -> (a, named) -> strip(text, characters(a), true, false);
            case "rstrip" -> (a, named) -> strip(text, characters(a), false, true);
            case "startswith" -> (a, named) -> any(a.get(0), text::startsWith);
            case "endswith" -> (a, named) -> any(a.get(0), text::endsWith);
            case "upper" -> (a, named) -> text.toUpperCase(Locale.ROOT);
            case "lower" -> (a, named) -> text.toLowerCase(Locale.ROOT);
            case "capitalize" -> (a, named) -> capitalize(text);
            case "title" -> (a, named) -> title(text);
            case "replace" -> (a, named) -> replace(text, a);
            case "split" -> (a, named) -> split(text, a);
            case "rsplit" -> (a, named) -> rsplit(text, a);
            case "splitlines" -> (a, named) -> text.isEmpty() ? List.of() : List.of(text.split("\n"));
            case "join" ->
                (a, named) ->
                        Values.list(a.get(0)).stream().map(PythonStrings::text).collect(Collectors.joining(text));
            case "find" -> (a, named) -> (long) text.indexOf(text(a.get(0)));
            case "rfind" -> (a, named) -> (long) text.lastIndexOf(text(a.get(0)));
            case "count" -> (a, named) -> (long) text.split(Pattern.quote(text(a.get(0))), -1).length - 1;
            case "removeprefix" ->
                (a, named) -> text.startsWith(text(a.get(0)))
                        ? text.substring(text(a.get(0)).length())
                        : text;
            case "removesuffix" ->
                (a, named) -> text.endsWith(text(a.get(0)))
                        ? text.substring(0, text.length() - text(a.get(0)).length())
                        : text;
            case "isdigit" -> (a, named) -> !text.isEmpty() && text.chars().allMatch(Character::isDigit);
            case "isspace" -> (a, named) -> !text.isEmpty() && text.chars().allMatch(c -> isSpace((char) c));
            default -> null;
        };
    }

    private static String text(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new TemplateException("a text is needed, but " + PythonText.repr(value) + " is given");
    }

    private static boolean any(@Nullable Object oneOrMany, java.util.function.Predicate<String> test) {
        return oneOrMany instanceof List<?> many
                ? many.stream().map(PythonStrings::text).anyMatch(test)
                : test.test(text(oneOrMany));
    }

    private static @Nullable String characters(List<Object> arguments) {
        return arguments.isEmpty() || arguments.get(0) == null ? null : text(arguments.get(0));
    }

    static String strip(String text, @Nullable String charactersOrNull, boolean left, boolean right) {
        int start = 0;
        int end = text.length();
        while (left && start < end && strips(text.charAt(start), charactersOrNull)) {
            start++;
        }
        while (right && end > start && strips(text.charAt(end - 1), charactersOrNull)) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean strips(char c, @Nullable String charactersOrNull) {
        return charactersOrNull == null ? isSpace(c) : charactersOrNull.indexOf(c) >= 0;
    }

    static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }

    static String capitalize(String text) {
        return text.isEmpty()
                ? text
                : text.substring(0, 1).toUpperCase(Locale.ROOT)
                        + text.substring(1).toLowerCase(Locale.ROOT);
    }

    static String title(String text) {
        StringBuilder out = new StringBuilder();
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(inWord ? Character.toLowerCase(c) : Character.toUpperCase(c));
            inWord = Character.isLetter(c);
        }
        return out.toString();
    }

    static String replace(String text, List<Object> a) {
        long most = a.size() > 2 && a.get(2) != null ? ((Number) a.get(2)).longValue() : -1;
        if (most < 0) {
            return text.replace(text(a.get(0)), text(a.get(1)));
        }
        String result = text;
        int from = 0;
        for (long i = 0; i < most; i++) {
            int at = result.indexOf(text(a.get(0)), from);
            if (at < 0) {
                break;
            }
            result = result.substring(0, at)
                    + text(a.get(1))
                    + result.substring(at + text(a.get(0)).length());
            from = at + text(a.get(1)).length();
        }
        return result;
    }

    private static List<Object> split(String text, List<Object> a) {
        int limit = a.size() > 1 ? ((Number) a.get(1)).intValue() + 1 : -1;
        if (a.isEmpty() || a.get(0) == null) {
            String stripped = strip(text, null, true, limit <= 0);
            return stripped.isEmpty() ? List.of() : new ArrayList<>(Arrays.asList(stripped.split("\\s+", limit)));
        }
        return new ArrayList<>(Arrays.asList(text.split(Pattern.quote(text(a.get(0))), limit)));
    }

    private static List<Object> rsplit(String text, List<Object> a) {
        List<Object> parts = split(text, a.subList(0, Math.min(1, a.size())));
        int most = a.size() > 1 ? ((Number) a.get(1)).intValue() : -1;
        if (most < 0 || parts.size() <= most + 1) {
            return parts;
        }
        int joined = parts.size() - most;
        List<Object> result = new ArrayList<>();
        result.add(
                parts.subList(0, joined).stream().map(String.class::cast).collect(Collectors.joining(text(a.get(0)))));
        result.addAll(parts.subList(joined, parts.size()));
        return result;
    }

    /** A string literal's escapes, as Python reads them; an unknown one keeps its backslash. */
    static String unescape(String literal) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < literal.length(); i++) {
            char c = literal.charAt(i);
            if (c != '\\' || i + 1 == literal.length()) {
                out.append(c);
                continue;
            }
            char escaped = literal.charAt(++i);
            switch (escaped) {
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case 'r' -> out.append('\r');
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                case '\\', '\'', '"' -> out.append(escaped);
                case '\n' -> {}
                case 'x', 'u', 'U' -> {
                    int digits = escaped == 'x' ? 2 : escaped == 'u' ? 4 : 8;
                    out.appendCodePoint(Integer.parseInt(literal.substring(i + 1, i + 1 + digits), 16));
                    i += digits;
                }
                default -> out.append('\\').append(escaped);
            }
        }
        return out.toString();
    }
}
