package dev.backchannel.standalone.demo;

import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.seed.Intents;
import dev.backchannel.standalone.demo.client.ChatAnswer;
import dev.backchannel.standalone.demo.client.ChatClient;
import dev.backchannel.standalone.demo.client.ChatQuestion;
import dev.backchannel.standalone.demo.client.RequestFailedException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Someone who asks one question a conversation and never reacts. */
public final class Bystander {
    private final ChatClient chat;
    private final Consumer<ChatAnswer> seen;
    private final SplittableRandom random = new SplittableRandom(0);
    private int conversations;
    private long failed;

    public Bystander(ChatClient chat, Consumer<ChatAnswer> seen) {
        this.chat = chat;
        this.seen = seen;
    }

    public void ask() throws InterruptedException {
        conversations++;
        String words = Intents.draw(random).request(random).text();
        try {
            seen.accept(chat.ask(new ChatQuestion(
                    "policy",
                    List.of(new ChatMessage("user", words)),
                    "bystander-" + conversations,
                    "bystander",
                    conversations,
                    false,
                    false)));
        } catch (RequestFailedException e) {
            failed++;
        }
    }

    public long failed() {
        return failed;
    }
}
