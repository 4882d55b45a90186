package dev.backchannel.standalone.config;

import dev.backchannel.standalone.UserError;
import dev.backchannel.topics.Cause;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Lays what somebody set over a role's own defaults: component {@code maxBodyBytes} of the record is the knob
 * {@code PREFIX.max-body-bytes}, records inside it have a prefix of their own, and a knob that is empty leaves the
 * default. So each default stands once, in its role.
 */
public final class RecordOverlay {
    private final Settings settings;

    public RecordOverlay(Settings settings) {
        this.settings = settings;
    }

    /** @throws UserError exit 2, when a value has the wrong form or the record refuses it */
    public <R extends Record> R over(String prefix, R defaults) {
        RecordComponent[] components = defaults.getClass().getRecordComponents();
        Object[] values = Arrays.stream(components)
                .map(component -> value(prefix, component, defaults))
                .toArray();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            @SuppressWarnings("unchecked")
            Class<R> type = (Class<R>) defaults.getClass();
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            throw UserError.usage("the settings under " + prefix + " do not fit: "
                    + Cause.of(e).getMessage());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The knobs of a record whose values can be written as text. */
    public static List<String> keys(String prefix, Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .flatMap(component -> keys(prefix, component))
                .toList();
    }

    private static Stream<String> keys(String prefix, RecordComponent component) {
        String key = key(prefix, component);
        if (component.getType().isRecord()) {
            return keys(key, component.getType().asSubclass(Record.class)).stream();
        }
        return isReadable(component.getType()) ? Stream.of(key) : Stream.empty();
    }

    private Object value(String prefix, RecordComponent component, Record defaults) {
        String key = key(prefix, component);
        if (component.getType().isRecord()) {
            return over(key, (Record) read(component, defaults));
        }
        if (!isReadable(component.getType()) || settings.optionalText(key).isEmpty()) {
            return read(component, defaults);
        }
        Class<?> type = component.getType();
        if (type == int.class) {
            return settings.integer(key);
        } else if (type == long.class) {
            return settings.longInteger(key);
        } else if (type == double.class) {
            return settings.decimal(key);
        } else if (type == boolean.class) {
            return settings.flag(key);
        } else if (type == Duration.class) {
            return settings.duration(key);
        } else if (type == OptionalDouble.class) {
            return OptionalDouble.of(settings.decimal(key));
        } else if (type.isEnum()) {
            return enumValue(key, type);
        }
        return settings.text(key);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private Object enumValue(String key, Class<?> type) {
        return settings.oneOf(key, (Class) type);
    }

    private static boolean isReadable(Class<?> type) {
        return type == int.class
                || type == long.class
                || type == double.class
                || type == boolean.class
                || type == String.class
                || type == Duration.class
                || type == OptionalDouble.class
                || type.isEnum();
    }

    private static Object read(RecordComponent component, Record defaults) {
        try {
            return component.getAccessor().invoke(defaults);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String key(String prefix, RecordComponent component) {
        return prefix + '.' + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
