package dev.backchannel.policy.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.ChatTemplate;
import dev.backchannel.policy.ModelFormatException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Renderings that Python's Jinja2 makes of templates of each family, worked out by its rules. */
class GoldenTemplateTest {
    private static final List<ChatMessage> TALK = List.of(
            ChatMessage.system("Be brief."),
            ChatMessage.user("  Hi\n"),
            ChatMessage.assistant("Hello."),
            ChatMessage.user("Price?"));

    /** Qwen2.5's: a default system text, whitespace control everywhere. */
    private static final String QWEN = """
            {%- if messages[0]['role'] == 'system' %}
                {{- '<|im_start|>system\\n' + messages[0]['content'] + '<|im_end|>\\n' }}
            {%- else %}
                {{- '<|im_start|>system\\nYou are a helpful assistant.<|im_end|>\\n' }}
            {%- endif %}
            {%- for message in messages %}
                {%- if (message.role == "user") or (message.role == "system" and not loop.first) or (message.role == "assistant" and not message.tool_calls) %}
                    {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}
                {%- endif %}
            {%- endfor %}
            {%- if add_generation_prompt %}
                {{- '<|im_start|>assistant\\n' }}
            {%- endif %}
            """;

    /** Llama 3's: a loop variable set inside, Python's slices and strip through a filter. */
    private static final String LLAMA3 = "{% set loop_messages = messages %}{% for message in loop_messages %}"
            + "{% set content = '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n'+ message['content'] | trim + '<|eot_id|>' %}"
            + "{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}"
            + "{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}";

    /** Mistral-like: slices, string methods, a namespace and a refusal. */
    private static final String STRICT = """
            {%- set ns = namespace(system='') %}
            {%- if messages[0].role == 'system' %}
            {%- set ns.system = messages[0].content.strip() + ' ' %}
            {%- set turns = messages[1:] %}
            {%- else %}
            {%- set turns = messages %}
            {%- endif %}
            {{- bos_token }}
            {%- for m in turns %}
            {%- if (m.role == 'user') != (loop.index0 % 2 == 0) %}
            {{- raise_exception('roles must alternate') }}
            {%- endif %}
            {%- if m.role == 'user' %}
            {{- '[INST] ' ~ (ns.system if loop.first else '') ~ m.content.strip() ~ ' [/INST]' }}
            {%- else %}
            {{- ' ' + m.content.rstrip().upper() + eos_token }}
            {%- endif %}
            {%- endfor %}
            """;

    @Test
    void chatMl() {
        assertThat(new ChatTemplate(QWEN, Map.of()).render(TALK, true))
                .isEqualTo("<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\n  Hi\n<|im_end|>\n"
                        + "<|im_start|>assistant\nHello.<|im_end|>\n<|im_start|>user\nPrice?<|im_end|>\n"
                        + "<|im_start|>assistant\n");
        assertThat(new ChatTemplate(QWEN, Map.of()).render(TALK.subList(1, 2), false))
                .isEqualTo("<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n"
                        + "<|im_start|>user\n  Hi\n<|im_end|>\n");
    }

    @Test
    void llama3() {
        ChatTemplate template = new ChatTemplate(LLAMA3, Map.of("bos_token", "<|begin_of_text|>"));
        assertThat(template.render(TALK, true))
                .isEqualTo("<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>"
                        + "<|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>"
                        + "<|start_header_id|>assistant<|end_header_id|>\n\nHello.<|eot_id|>"
                        + "<|start_header_id|>user<|end_header_id|>\n\nPrice?<|eot_id|>"
                        + "<|start_header_id|>assistant<|end_header_id|>\n\n");
    }

    @Test
    void slicesStringMethodsNamespacesAndRefusals() {
        ChatTemplate template = new ChatTemplate(STRICT, Map.of("bos_token", "<s>", "eos_token", "</s>"));
        assertThat(template.render(TALK, true))
                .isEqualTo("<s>[INST] Be brief. Hi [/INST] HELLO.</s>[INST] Price? [/INST]");
        assertThatThrownBy(() -> template.render(List.of(ChatMessage.assistant("x")), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("roles must alternate");
    }

    @Test
    void blocksAreTrimmedAsInTransformers() {
        ChatTemplate template = new ChatTemplate("""
                {% for m in messages %}
                    {% if m.role == 'user' %}
                U {{ m.content }}
                    {% endif %}
                {% endfor %}
                end
                """, Map.of());
        assertThat(template.render(TALK.subList(3, 4), true)).isEqualTo("U Price?\nend");
    }

    @Test
    void aBrokenTemplateIsAnErrorAtTheStart() {
        for (String broken : List.of(
                "{% for m in messages %}",
                "{{ messages | nonsense }}",
                "{{ nonsense(messages) }}",
                "{{ messages[0].content.nonsense() }}",
                "{% nonsense %}",
                "{{ 1 + }}")) {
            assertThatThrownBy(() -> new ChatTemplate(broken, Map.of()))
                    .as(broken)
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("chat template");
        }
    }
}
