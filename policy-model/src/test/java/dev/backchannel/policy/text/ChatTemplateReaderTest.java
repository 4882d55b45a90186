package dev.backchannel.policy.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.ModelFormatException;
import dev.backchannel.policy.Thinking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a folder's chat template may be, and what it is told. */
class ChatTemplateReaderTest {
    @TempDir
    Path folder;

    @Test
    void theFileGoesBeforeTheConfig() throws IOException {
        config("{\"chat_template\": \"from the config {{ messages[0].content }}\"}");
        assertThat(render(Thinking.TEMPLATE)).isEqualTo("from the config Hi");
        Files.writeString(folder.resolve("chat_template.jinja"), "from the file {{ messages[0].content }}\n");
        assertThat(render(Thinking.TEMPLATE)).isEqualTo("from the file Hi");
    }

    @Test
    void ofSeveralNamedTemplatesTheDefaultOneIsUsed() throws IOException {
        config("{\"chat_template\": [{\"name\": \"tool_use\", \"template\": \"tools\"},"
                + " {\"name\": \"default\", \"template\": \"plain\"}]}");
        assertThat(render(Thinking.TEMPLATE)).isEqualTo("plain");
        config("{\"chat_template\": [{\"name\": \"tool_use\", \"template\": \"tools\"}, {\"name\": \"rag\"}]}");
        assertThatThrownBy(() -> render(Thinking.TEMPLATE))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("[tool_use, rag]");
    }

    @Test
    void specialTokensComeFromEitherFile() throws IOException {
        Files.writeString(
                folder.resolve("special_tokens_map.json"), "{\"bos_token\": \"<s>\", \"eos_token\": \"<old>\"}");
        config("{\"bos_token\": null, \"eos_token\": {\"content\": \"</s>\", \"special\": true},"
                + " \"chat_template\": \"{{ bos_token }}{{ eos_token }}{{ unk_token }}\"}");
        assertThat(render(Thinking.TEMPLATE)).isEqualTo("<s></s>");
    }

    @Test
    void thinkingIsSwitchedWhereTheTemplateHasASwitch() throws IOException {
        Files.writeString(
                folder.resolve("chat_template.jinja"),
                "{{ 'off' if enable_thinking is defined and enable_thinking is false else 'on' }}");
        assertThat(render(Thinking.TEMPLATE)).isEqualTo("on");
        assertThat(render(Thinking.ON)).isEqualTo("on");
        assertThat(render(Thinking.OFF)).isEqualTo("off");
        Files.writeString(folder.resolve("chat_template.jinja"), "no switch");
        assertThatThrownBy(() -> render(Thinking.OFF))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("enable_thinking");
    }

    @Test
    void datesAreWrittenAsPythonDoes() {
        LocalDate date = LocalDate.of(2026, 2, 3);
        assertThat(JinjaRenderer.strftime("%d %b %Y, %A %m/%y 100%", date))
                .isEqualTo("03 Feb 2026, Tuesday 02/26 100%");
        assertThatThrownBy(() -> JinjaRenderer.strftime("%Q", date)).hasMessageContaining("%Q");
    }

    private void config(String json) throws IOException {
        Files.writeString(folder.resolve("tokenizer_config.json"), json);
    }

    private String render(Thinking thinking) throws IOException {
        return ChatTemplateReader.read(folder, thinking).render(List.of(ChatMessage.user("Hi")), true);
    }
}
