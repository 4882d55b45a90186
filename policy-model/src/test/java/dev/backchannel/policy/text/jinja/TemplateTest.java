package dev.backchannel.policy.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The language, bit by bit, against what Python's Jinja2 3.1.6 made of the same (language.json: variables; templates and
 * their texts; templates that Python refuses, too).
 */
class TemplateTest {
    private static final JsonNode GOLDEN = golden();

    private static JsonNode golden() {
        try (InputStream in = TemplateTest.class.getResourceAsStream("language.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @TestFactory
    Stream<DynamicTest> rendersAsPythonDoes() {
        return stream("rendered")
                .map(golden -> DynamicTest.dynamicTest(golden.path("template").asText(), () -> assertThat(
                                render(golden.path("template").asText()))
                        .isEqualTo(golden.path("text").asText())));
    }

    @TestFactory
    Stream<DynamicTest> refusesWhatPythonRefuses() {
        return stream("refused")
                .map(template -> DynamicTest.dynamicTest(
                        template.asText(), () -> assertThatThrownBy(() -> render(template.asText()))
                                .isInstanceOf(TemplateException.class)));
    }

    @Test
    void anErrorNamesItsPlace() {
        assertThatThrownBy(() -> render("a\nb\n{{ x | nonsense }}"))
                .hasMessage("the filter 'nonsense' is not known here (template line 3)");
        assertThatThrownBy(() -> render("\n{% if m %}\n{{ m[0].nope.more }}{% endif %}"))
                .hasMessage("'nope' is undefined (template line 3)");
        assertThatThrownBy(() -> render("{{ raise_exception('not so') }}")).hasMessage("not so");
        assertThatThrownBy(() -> render("{{ s.startswith() }}"))
                .hasMessageContaining("wrong arguments (template line 1)");
        assertThatThrownBy(() -> render("{{ none is odd }}"))
                .hasMessage("the test 'odd' needs whole numbers, but has None (template line 1)");
        assertThatThrownBy(() -> render("{{ 'x' is divisibleby 2 }}"))
                .hasMessage("the test 'divisibleby' needs whole numbers, but has 'x' (template line 1)");
        assertThatThrownBy(() -> render("{{ 'a\\u12' }}")).hasMessageContaining("escape");
        assertThatThrownBy(() -> render("{% include 'x' %}")).hasMessageContaining("the tag 'include'");
    }

    private static Stream<JsonNode> stream(String field) {
        return GOLDEN.path(field).valueStream();
    }

    private static String render(String template) {
        Map<String, Object> variables = new LinkedHashMap<>();
        GOLDEN.path("variables").properties().forEach(e -> variables.put(e.getKey(), value(e.getValue())));
        return new Template(template, Map.of()).render(variables);
    }

    private static Object value(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> map = new LinkedHashMap<>();
            node.properties().forEach(e -> map.put(e.getKey(), value(e.getValue())));
            return map;
        } else if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            node.forEach(item -> list.add(value(item)));
            return list;
        } else if (node.isTextual()) {
            return node.asText();
        } else if (node.isBoolean()) {
            return node.asBoolean();
        } else if (node.isIntegralNumber()) {
            return node.asLong();
        }
        return node.isNull() ? null : node.asDouble();
    }
}
