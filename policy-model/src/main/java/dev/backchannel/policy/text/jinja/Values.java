package dev.backchannel.policy.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What Python's operators do with values. */
final class Values {
    private Values() {}

    static boolean truth(@Nullable Object value) {
        if (value instanceof Boolean flag) {
            return flag;
        } else if (value instanceof Number number) {
            return number.doubleValue() != 0;
        } else if (value instanceof String text) {
            return !text.isEmpty();
        } else if (value instanceof List<?> list) {
            return !list.isEmpty();
        } else if (value instanceof Map<?, ?> map) {
            return !map.isEmpty();
        }
        return value != null && !(value instanceof Undefined);
    }

    /** What a loop goes over: the items, a map's keys, a text's characters. */
    static List<Object> list(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return new ArrayList<>(list);
        } else if (value instanceof Map<?, ?> map) {
            return new ArrayList<>(map.keySet());
        } else if (value instanceof String text) {
            return new ArrayList<>(
                    text.codePoints().mapToObj(Character::toString).toList());
        } else if (value instanceof Undefined) {
            return new ArrayList<>();
        }
        throw new TemplateException(PythonText.repr(value) + " cannot be gone over");
    }

    static long length(@Nullable Object value) {
        return value instanceof String text
                ? text.codePointCount(0, text.length())
                : list(value).size();
    }

    static boolean equal(@Nullable Object a, @Nullable Object b) {
        Object x = number(a);
        Object y = number(b);
        if (x instanceof Number m && y instanceof Number n) {
            return (x instanceof Long && y instanceof Long) ? x.equals(y) : m.doubleValue() == n.doubleValue();
        }
        if (a instanceof Undefined && b instanceof Undefined) {
            return true;
        }
        if (a instanceof List<?> s && b instanceof List<?> t) {
            boolean same = s.size() == t.size();
            for (int i = 0; same && i < s.size(); i++) {
                same = equal(s.get(i), t.get(i));
            }
            return same;
        }
        return Objects.equals(a, b);
    }

    /** Booleans count as 0 and 1. */
    private static @Nullable Object number(@Nullable Object value) {
        return value instanceof Boolean flag ? (Object) (flag ? 1L : 0L) : value;
    }

    static int compare(@Nullable Object a, @Nullable Object b) {
        Object x = number(a);
        Object y = number(b);
        if (x instanceof Long m && y instanceof Long n) {
            return m.compareTo(n);
        } else if (x instanceof Number m && y instanceof Number n) {
            return Double.compare(m.doubleValue(), n.doubleValue());
        } else if (a instanceof String s && b instanceof String t) {
            return s.compareTo(t);
        }
        throw mismatch("compared with", a, b);
    }

    static boolean contains(@Nullable Object container, @Nullable Object item) {
        if (container instanceof String text) {
            if (item instanceof String part) {
                return text.contains(part);
            }
            throw mismatch("sought in", item, container);
        } else if (container instanceof Map<?, ?> map) {
            return map.containsKey(item);
        } else if (container instanceof Undefined undefined) {
            throw undefined.error();
        }
        return list(container).stream().anyMatch(each -> equal(each, item));
    }

    static Object arithmetic(String operator, @Nullable Object left, @Nullable Object right) {
        Object a = number(left);
        Object b = number(right);
        if (operator.equals("+") && a instanceof String s && b instanceof String t) {
            return s + t;
        } else if (operator.equals("+") && a instanceof List<?> s && b instanceof List<?> t) {
            List<Object> both = new ArrayList<>(s);
            both.addAll(t);
            return both;
        } else if (operator.equals("*") && a instanceof String s && b instanceof Long n) {
            return s.repeat((int) Math.max(0, n));
        } else if (a instanceof Long m && b instanceof Long n && !operator.equals("/")) {
            return whole(operator, m, n);
        } else if (a instanceof Number m && b instanceof Number n) {
            return real(operator, m.doubleValue(), n.doubleValue());
        }
        throw mismatch("'" + operator + "'", left, right);
    }

    private static Object whole(String operator, long m, long n) {
        if (n == 0 && (operator.equals("//") || operator.equals("%"))) {
            throw new TemplateException("division by zero");
        }
        return switch (operator) {
            case "+" -> m + n;
            case "-" -> m - n;
            case "*" -> m * n;
            case "//" -> Math.floorDiv(m, n);
            case "%" -> Math.floorMod(m, n);
            default -> (long) Math.pow((double) m, (double) n);
        };
    }

    private static Object real(String operator, double m, double n) {
        if (n == 0 && "//%".contains(operator)) {
            throw new TemplateException("division by zero");
        }
        return switch (operator) {
            case "+" -> m + n;
            case "-" -> m - n;
            case "*" -> m * n;
            case "/" -> m / n;
            case "//" -> Math.floor(m / n);
            case "%" -> m - n * Math.floor(m / n);
            default -> Math.pow(m, n);
        };
    }

    private static TemplateException mismatch(String what, @Nullable Object a, @Nullable Object b) {
        for (Object value : new Object[] {a, b}) {
            if (value instanceof Undefined undefined) {
                return undefined.error();
            }
        }
        return new TemplateException(PythonText.repr(a) + " cannot be " + what + " " + PythonText.repr(b)
                + ": types that do not go together");
    }
}
