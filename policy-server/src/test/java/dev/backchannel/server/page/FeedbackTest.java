package dev.backchannel.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.server.page.ServedLog.Served;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Feedback counts as served with the first answer of a checkpoint that covers it. */
class FeedbackTest {
    private static final long NOW = 1_000_000_000;

    private final Board board = new Board("b");
    private final Feedback feedback = new Feedback(new Slices(Duration.ofMinutes(2)));

    @Test
    void eachPreferenceWaitsForTheFirstAnswerThatCoversIt() throws Exception {
        for (int i = 0; i < 20; i++) {
            feedback.preference("p" + i, i, NOW - 10_000 - i * 100L);
        }
        feedback.preference("later", 20, NOW - 9_000);
        feedback.committed("c1", 20);

        feedback.show(List.of(served("c1", NOW - 5_000), served("unknown", NOW - 4_000)), board, NOW);

        JsonNode figures = figures();
        assertThat(figures.get("count").asInt()).isEqualTo(20);
        assertThat(figures.get("p50").asLong()).isEqualTo(5_900);
        assertThat(figures.get("p95").asLong()).isEqualTo(6_800);
        assertThat(figures.get("waiting").asInt()).isEqualTo(1);
        assertThat(figures.get("oldest").asLong()).isEqualTo(NOW - 9_000);
    }

    @Test
    void whatEndedWithoutTeachingIsNotServed() throws Exception {
        feedback.preference("held-back", 0, NOW - 9_000);
        feedback.preference("taught", 1, NOW - 8_000);
        feedback.disposed("held-back");
        feedback.committed("c1", 2);

        feedback.show(List.of(served("c1", NOW - 5_000)), board, NOW);

        assertThat(figures().get("count").asInt()).isEqualTo(1);
        assertThat(figures().get("p95").asLong()).isEqualTo(3_000);
    }

    @Test
    void anAnswerOfJustNowWaitsUntilTheTopicsAreRead() throws Exception {
        feedback.committed("c1", 1);
        feedback.show(List.of(served("c1", NOW - 200)), board, NOW);
        feedback.preference("read-late", 0, NOW - 1_200);
        feedback.show(List.of(served("c1", NOW - 200)), board, NOW + 1_000);

        assertThat(figures().get("p50").asLong()).isEqualTo(1_000);
    }

    @Test
    void whatLiesBeforeTheWindowIsForgotten() throws Exception {
        feedback.preference("p", 0, NOW - 9_000);
        feedback.committed("c1", 1);
        feedback.show(List.of(served("c1", NOW - 5_000)), board, NOW);
        feedback.show(List.of(), board, NOW + 150_000);

        assertThat(figures().get("count").asInt()).isZero();
        assertThat(figures().has("p50")).isFalse();
    }

    private JsonNode figures() throws Exception {
        return new ObjectMapper()
                .readTree(board.view().parts().get(Part.FEEDBACK).get(0).json());
    }

    private static Served served(String checkpoint, long at) {
        return new Served(checkpoint, Instant.ofEpochMilli(at));
    }
}
