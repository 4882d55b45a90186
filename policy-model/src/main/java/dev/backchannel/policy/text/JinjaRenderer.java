package dev.backchannel.policy.text;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.JinjavaInterpreterResolver;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jinjava.javax.el.CompositeELResolver;
import jinjava.javax.el.ELResolver;

/**
 * Renders chat templates as Python's Jinja2 does under transformers: blocks trimmed and left-stripped, {@code {{-}
 * honoured, Python's methods on strings. Texts of messages are never themselves read as templates.
 */
public final class JinjaRenderer {
    private static final Pattern TAG = Pattern.compile("\\{[{%].*?[%}]}", Pattern.DOTALL);
    private static final Pattern STRING = Pattern.compile("'(\\\\.|[^'\\\\])*'|\"(\\\\.|[^\"\\\\])*\"", Pattern.DOTALL);
    private static final Pattern FILTER = Pattern.compile("\\|\\s*([A-Za-z_]\\w*)");

    private final Jinjava jinjava;
    private final String source;
    private final Map<String, String> variables;

    /** @throws IllegalArgumentException if the template uses a filter that is not known */
    public JinjaRenderer(String source, Map<String, String> variables) {
        this.source = source.endsWith("\n") ? source.substring(0, source.length() - 1) : source; // as Jinja2 does
        this.variables = Map.copyOf(variables);
        this.jinjava = new Jinjava(JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withNestedInterpretationEnabled(false)
                .withElResolver(resolver())
                .withLegacyOverrides(LegacyOverrides.newBuilder()
                        .withParseWhitespaceControlStrictly(true)
                        .withUseTrimmingForNotesAndExpressions(true)
                        .withKeepNullableLoopValues(true)
                        .withUseNaturalOperatorPrecedence(true)
                        .withEvaluateMapKeys(true)
                        .withIterateOverMapKeys(true)
                        .withHandleBackslashInQuotesOnly(true)
                        .build())
                .build());
        jinjava.getGlobalContext()
                .registerFunction(new ELFunctionDefinition(
                        "", "raise_exception", JinjaRenderer.class, "raiseException", String.class));
        jinjava.getGlobalContext()
                .registerFunction(
                        new ELFunctionDefinition("", "strftime_now", JinjaRenderer.class, "strftimeNow", String.class));
        refuseUnknownFilters();
    }

    /** Jinjava renders a filter that it does not know as nothing, which would silently change the tokens. */
    private void refuseUnknownFilters() {
        Matcher tags = TAG.matcher(source);
        while (tags.find()) {
            Matcher filters = FILTER.matcher(STRING.matcher(tags.group()).replaceAll("''"));
            while (filters.find()) {
                if (jinjava.getGlobalContext().getFilter(filters.group(1)) == null) {
                    throw new IllegalArgumentException(
                            "the template uses the filter '" + filters.group(1) + "', which is not known here");
                }
            }
        }
    }

    private static ELResolver resolver() {
        CompositeELResolver both = new CompositeELResolver();
        both.add(new PythonStringMethods());
        both.add(JinjavaInterpreterResolver.DEFAULT_RESOLVER_READ_ONLY);
        return both;
    }

    /** @throws IllegalArgumentException if the template fails or raises */
    public String render(Map<String, ?> values) {
        Map<String, Object> all = new HashMap<>(variables);
        all.putAll(values);
        RenderResult result = jinjava.renderForResult(source, all);
        for (TemplateError error : result.getErrors()) {
            throw new IllegalArgumentException(reason(error));
        }
        return result.getOutput();
    }

    private static String reason(TemplateError error) {
        for (Throwable cause = error.getException(); cause != null; cause = cause.getCause()) {
            if (cause instanceof TemplateRefusal) {
                return cause.getMessage();
            }
        }
        return error.getMessage() + " (template line " + error.getLineno() + ")";
    }

    /** Called by templates that refuse a conversation. */
    public static Object raiseException(String message) {
        throw new TemplateRefusal(message);
    }

    /** Called by templates that tell the model the date, with Python's day, month and year letters; in UTC. */
    public static String strftimeNow(String format) {
        String pattern = format.replace("%d", "dd")
                .replace("%b", "MMM")
                .replace("%B", "MMMM")
                .replace("%m", "MM")
                .replace("%Y", "yyyy");
        return LocalDate.now(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH));
    }

    private static final class TemplateRefusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TemplateRefusal(String message) {
            super(message);
        }
    }
}
