package dev.backchannel.policy.text;

import dev.backchannel.policy.text.jinja.Template;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Renders a chat template with a folder's own variables, and the functions that transformers adds to Jinja's. */
public final class JinjaRenderer {
    private static final Map<Character, String> DATE_LETTERS =
            Map.of('d', "dd", 'b', "MMM", 'B', "MMMM", 'm', "MM", 'Y', "yyyy", 'y', "yy", 'A', "EEEE", 'a', "EEE");

    private final Template template;
    private final Map<String, ?> variables;

    /** @throws IllegalArgumentException if the template uses something that is not known */
    public JinjaRenderer(String source, Map<String, ?> variables) {
        this.variables = Map.copyOf(variables);
        this.template =
                new Template(source, Map.of("strftime_now", format -> strftime(format, LocalDate.now(ZoneOffset.UTC))));
    }

    /** @throws IllegalArgumentException if the template fails or raises */
    public String render(Map<String, ?> values) {
        Map<String, Object> all = new HashMap<>(variables);
        all.putAll(values);
        return template.render(all);
    }

    /** For templates that tell the model the date: Python's letters for day, month and year. */
    static String strftime(String format, LocalDate date) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            if (format.charAt(i) != '%' || i + 1 == format.length()) {
                text.append(format.charAt(i));
                continue;
            }
            char letter = format.charAt(++i);
            String pattern = DATE_LETTERS.get(letter);
            if (pattern == null) {
                throw new IllegalArgumentException(
                        "strftime_now('" + format + "') asks for %" + letter + ", which is not known here");
            }
            text.append(date.format(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH)));
        }
        return text.toString();
    }
}
