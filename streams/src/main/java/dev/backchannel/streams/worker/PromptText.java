package dev.backchannel.streams.worker;

import dev.backchannel.avro.Message;
import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.ChatTemplate;
import dev.backchannel.policy.Thinking;
import dev.backchannel.policy.text.ChatTemplateReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A conversation as one text that ends where the user's next message begins, for servers that take plain text. */
interface PromptText {
    String before(List<Message> messages);

    /** What stands between the header and the words of a message. */
    String separator();

    /** {@code User: …} and {@code Assistant: …}, a line each. */
    static PromptText plain() {
        return new PromptText() {
            @Override
            public String before(List<Message> messages) {
                StringBuilder text = new StringBuilder();
                for (Message message : messages) {
                    String role = message.getRole();
                    text.append(role.substring(0, 1).toUpperCase(Locale.ROOT))
                            .append(role.substring(1))
                            .append(": ")
                            .append(message.getContent())
                            .append('\n');
                }
                return text.append("User:").toString();
            }

            @Override
            public String separator() {
                return " ";
            }
        };
    }

    /** By the chat template of a model's folder. */
    static PromptText ofModel(Path folder) {
        ChatTemplate template;
        try {
            template = ChatTemplateReader.read(folder, Thinking.TEMPLATE);
        } catch (IOException e) {
            throw new UncheckedIOException("the chat template in " + folder + " cannot be read", e);
        }
        return new PromptText() {
            /** Stands where the user's words will be. */
            private static final String MARK = "\u2042mark\u2042";

            @Override
            public String before(List<Message> messages) {
                List<ChatMessage> all = new ArrayList<>();
                messages.forEach(message -> all.add(new ChatMessage(message.getRole(), message.getContent())));
                all.add(ChatMessage.user(MARK));
                String rendered = template.render(all, false);
                return rendered.substring(0, rendered.lastIndexOf(MARK));
            }

            @Override
            public String separator() {
                return "";
            }
        };
    }
}
