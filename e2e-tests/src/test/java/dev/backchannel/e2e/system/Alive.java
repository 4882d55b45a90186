package dev.backchannel.e2e.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.time.Duration;
import java.util.UUID;

/** Whether the loop moves: a new user's edit must become a checkpoint. */
public final class Alive {
    private static final Topics TOPICS = new Topics(TopicSettings.singleBroker());
    private static final Duration PROMISED = Duration.ofSeconds(20);

    private Alive() {}

    /** Fails unless a checkpoint is committed within the time that is promised after a start. Costs one signal. */
    public static void check(Api events, String bootstrapServers) {
        long before = checkpoints(bootstrapServers);
        String id = "alive-" + UUID.randomUUID();
        Api.Reply reply = events.post(
                "/v1/events",
                """
                [{"type":"turn","event_id":"%1$s","conversation_id":"%1$s","user_id":"%1$s",
                  "messages":[{"role":"user","content":"How much is a latte?"}],
                  "response":"Certainly. The latte costs 4 euros. Anything else?"},
                 {"type":"thumb","event_id":"%1$s-thumb","conversation_id":"%1$s","turn_id":"%1$s",
                  "user_id":"%1$s","value":"up"}]
                """
                        .formatted(id));
        assertThat(reply.status()).as(reply.body()).isEqualTo(202);
        await("a new checkpoint")
                .atMost(PROMISED)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> checkpoints(bootstrapServers) > before);
    }

    private static long checkpoints(String bootstrapServers) {
        return Records.count(bootstrapServers, TOPICS.checkpoints);
    }
}
