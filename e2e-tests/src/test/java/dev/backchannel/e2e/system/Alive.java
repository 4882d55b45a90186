package dev.backchannel.e2e.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.time.Duration;
import java.util.UUID;

/** Whether the loop moves: new users' thumbs must become a checkpoint. */
public final class Alive {
    /** A few, since some conversations are held back from learning. */
    public static final int SIGNALS = 4;

    private static final Topics TOPICS = new Topics(TopicSettings.singleBroker());
    private static final Duration PROMISED = Duration.ofSeconds(20);

    private Alive() {}

    /** Fails unless a checkpoint is committed within the time that is promised after a start. */
    public static void check(Api events, String bootstrapServers) {
        long before = checkpoints(bootstrapServers);
        for (int i = 0; i < SIGNALS; i++) {
            react(events, "alive-" + UUID.randomUUID());
        }
        await("a new checkpoint")
                .atMost(PROMISED)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> checkpoints(bootstrapServers) > before);
    }

    private static void react(Api events, String id) {
        Api.Reply reply = events.post("/v1/events", """
                [{"type":"turn","event_id":"%1$s","conversation_id":"%1$s","user_id":"%1$s",
                  "messages":[{"role":"user","content":"How much is a latte, %1$s?"}],
                  "response":"Certainly. The latte costs 4 euros. Anything else?"},
                 {"type":"thumb","event_id":"%1$s-thumb","conversation_id":"%1$s","turn_id":"%1$s",
                  "user_id":"%1$s","value":"up"}]
                """.formatted(id));
        assertThat(reply.status()).as(reply.body()).isEqualTo(202);
    }

    private static long checkpoints(String bootstrapServers) {
        return Records.count(bootstrapServers, TOPICS.checkpoints);
    }
}
