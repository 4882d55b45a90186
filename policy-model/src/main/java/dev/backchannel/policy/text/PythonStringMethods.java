package dev.backchannel.policy.text;

import java.beans.FeatureDescriptor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;

/** The methods of Python strings that chat templates call. */
final class PythonStringMethods extends ELResolver {
    @Override
    public Object invoke(ELContext context, Object base, Object method, Class<?>[] types, Object[] arguments) {
        if (!(base instanceof String text) || method == null) {
            return null;
        }
        Object result = call(text, method.toString(), arguments == null ? new Object[0] : arguments);
        if (result != null) {
            context.setPropertyResolved(true);
        }
        return result;
    }

    private static Object call(String text, String method, Object[] a) {
        return switch (method) {
            case "strip" -> strip(text, characters(a), true, true);
            case "lstrip" -> strip(text, characters(a), true, false);
            case "rstrip" -> strip(text, characters(a), false, true);
            case "startswith" -> text.startsWith(a[0].toString());
            case "endswith" -> text.endsWith(a[0].toString());
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "capitalize" ->
                text.isEmpty()
                        ? text
                        : text.substring(0, 1).toUpperCase(Locale.ROOT)
                                + text.substring(1).toLowerCase(Locale.ROOT);
            case "replace" -> text.replace(a[0].toString(), a[1].toString());
            case "split" -> split(text, a);
            case "find" -> (long) text.indexOf(a[0].toString());
            case "count" -> (long) text.split(Pattern.quote(a[0].toString()), -1).length - 1;
            default -> null;
        };
    }

    private static String characters(Object[] arguments) {
        return arguments.length == 0 || arguments[0] == null ? null : arguments[0].toString();
    }

    private static String strip(String text, String charactersOrNull, boolean left, boolean right) {
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

    private static boolean strips(char c, String charactersOrNull) {
        return charactersOrNull == null
                ? Character.isWhitespace(c) || Character.isSpaceChar(c)
                : charactersOrNull.indexOf(c) >= 0;
    }

    private static List<String> split(String text, Object[] a) {
        if (a.length == 0) {
            String stripped = strip(text, null, true, true);
            return stripped.isEmpty() ? new ArrayList<>() : new ArrayList<>(List.of(stripped.split("\\s+")));
        }
        int limit = a.length > 1 ? ((Number) a[1]).intValue() + 1 : -1;
        return new ArrayList<>(List.of(text.split(Pattern.quote(a[0].toString()), limit)));
    }

    @Override
    public Object getValue(ELContext context, Object base, Object property) {
        return null;
    }

    @Override
    public Class<?> getType(ELContext context, Object base, Object property) {
        return null;
    }

    @Override
    public void setValue(ELContext context, Object base, Object property, Object value) {}

    @Override
    public boolean isReadOnly(ELContext context, Object base, Object property) {
        return true;
    }

    @Override
    public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, Object base) {
        return Collections.emptyIterator();
    }

    @Override
    public Class<?> getCommonPropertyType(ELContext context, Object base) {
        return String.class;
    }
}
