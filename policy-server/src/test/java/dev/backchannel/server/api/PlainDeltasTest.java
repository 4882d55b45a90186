package dev.backchannel.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlainDeltasTest {
    @Test
    void areWhatTheWholeTreeWouldBe() {
        ChatHead head = new ChatHead(
                "t1",
                "a \"content\":\"model",
                "c1",
                Optional.empty(),
                Optional.empty(),
                1_700_000_000,
                3,
                Optional.empty());
        CompletionJson json = new CompletionJson(null, head, false); // a tokenizer is for log-probabilities
        PlainDeltas deltas = new PlainDeltas(json, "checkpoint", 2);
        for (String text : List.of("", "plain", "\"quoted\" \\ \n\t\u0001", "Grüße, 你好 🎬")) {
            for (int choice = 0; choice < 2; choice++) {
                String event = new String(deltas.of(choice, text), StandardCharsets.UTF_8);
                assertThat(event).startsWith("data: ").endsWith("}\n\n");
                assertThat(Json.parseObject(
                                event.substring("data: ".length()).strip().getBytes(StandardCharsets.UTF_8)))
                        .isEqualTo(Json.parseObject(Json.bytes(json.delta("checkpoint", choice, text, List.of()))));
            }
        }
    }
}
