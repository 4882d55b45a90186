package dev.backchannel.standalone.config;

import dev.backchannel.standalone.UserError;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Typed reading of the merged configuration; a value of the wrong kind is a {@link UserError} naming key and source. */
public final class Settings {
    private final SmallRyeConfig config;

    Settings(SmallRyeConfig config) {
        this.config = config;
    }

    /** Empty text counts as not set. */
    public Optional<String> optionalText(String key) {
        return Optional.ofNullable(config.getConfigValue(key).getValue())
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    public String text(String key) {
        return optionalText(key).orElse("");
    }

    public int integer(String key) {
        return parse(key, "a whole number", Integer::valueOf);
    }

    public int integer(String key, int least, int most) {
        return parse(key, "a whole number from " + least + " to " + most, text -> {
            int value = Integer.parseInt(text);
            if (value < least || value > most) {
                throw new IllegalArgumentException();
            }
            return value;
        });
    }

    public long longInteger(String key) {
        return parse(key, "a whole number", Long::valueOf);
    }

    public double decimal(String key) {
        return parse(key, "a number", Double::valueOf);
    }

    public boolean flag(String key) {
        return parse(key, "true or false", text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default -> throw new IllegalArgumentException();
        });
    }

    /** {@code 250ms}, {@code 5s}, {@code 10m}, {@code 2h}, {@code 7d}. */
    public Duration duration(String key) {
        return parse(key, "a length of time such as 250ms, 5s, 10m, 2h or 7d", Durations::parse);
    }

    public Optional<Path> optionalPath(String key) {
        return optionalText(key).map(text -> path(key, text));
    }

    public Path path(String key) {
        return path(key, text(key));
    }

    public <E extends Enum<E>> E oneOf(String key, Class<E> type) {
        List<String> names = Arrays.stream(type.getEnumConstants())
                .map(value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
        return parse(
                key,
                "one of " + String.join(", ", names),
                text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_')));
    }

    private Path path(String key, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw wrong(key, text, "a path");
        }
    }

    private <T> T parse(String key, String what, Function<String, T> parser) {
        String text = text(key);
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw wrong(key, text, what);
        }
    }

    private UserError wrong(String key, String text, String what) {
        ConfigValue value = config.getConfigValue(key);
        return UserError.usage(key + " is '" + text + "' in " + source(value) + ", but must be " + what);
    }

    /** SmallRye wraps the name it was given: {@code PropertiesConfigSource[source=the command line]}. */
    private static String source(ConfigValue value) {
        return value.getConfigSourceName().replaceFirst("^\\w+\\[source=(.*)]$", "$1");
    }
}
