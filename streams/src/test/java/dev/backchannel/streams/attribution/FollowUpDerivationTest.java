package dev.backchannel.streams.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Conversation;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FollowUpDerivationTest {
    private static final Instant T0 = Instant.parse("2026-11-20T10:00:00Z");

    private static final Duration MEMORY = Duration.ofDays(7);

    private Conversation conversation = FollowUpDerivation.empty();

    @Test
    void theFirstTurnHasNoPredecessor() {
        assertThat(accept("t1", "hello", "user: hi")).isEmpty();
    }

    @Test
    void theLongestPrefixIsThePredecessor() {
        accept("t1", "one", "user: a");
        accept("t2", "two", "user: a", "assistant: one", "user: b");
        accept("other", "x", "user: something else");
        assertThat(accept("t3", "three", "user: a", "assistant: one", "user: b", "assistant: two", "user: thanks"))
                .contains(new DerivedFollowUp("t3-event#follow-up", "t2", "thanks"));
    }

    @Test
    void withoutAPrefixTheLatestTurnIsThePredecessor() {
        accept("t1", "one", "user: a");
        accept("t2", "two", "user: b");
        assertThat(accept("t3", "three", "user: c").orElseThrow().turnId()).isEqualTo("t2");
    }

    @Test
    void aRegenerationDerivesNone() {
        accept("t1", "one", "user: a");
        assertThat(accept("t2", "another one", "user: a")).isEmpty();
    }

    @Test
    void ofTwoEqualAnswersTheLatestIsThePredecessor() {
        accept("t1", "one", "user: a");
        accept("t2", "one", "user: a");
        assertThat(accept("t3", "two", "user: a", "assistant: one", "user: b")
                        .orElseThrow()
                        .turnId())
                .isEqualTo("t2");
    }

    @Test
    void noUserMessageAfterTheAnswerIsNoFollowUp() {
        accept("t1", "one", "user: a");
        assertThat(accept("t2", "two", "user: a", "assistant: one", "system: be brief"))
                .isEmpty();
        assertThat(accept("t3", "three", "system: be brief")).isEmpty();
    }

    @Test
    void aTurnIsForgottenInTime() {
        accept("t1", "one", "user: a");
        Instant later = T0.plus(MEMORY).plusMillis(1);
        assertThat(FollowUpDerivation.accept(conversation, "t2", "e", turn("two", "user: b"), later, MEMORY)
                        .followUp())
                .isEmpty();
    }

    @Test
    void aLongConversationRemembersItsLatestTurns() {
        for (int i = 0; i < FollowUpDerivation.MOST_TURNS + 10; i++) {
            accept("t" + i, "answer " + i, "user: question " + i);
        }
        assertThat(conversation.getTurns()).hasSize(FollowUpDerivation.MOST_TURNS);
    }

    private Optional<DerivedFollowUp> accept(String turnId, String response, String... messages) {
        FollowUpDerivation.Accepted accepted = FollowUpDerivation.accept(
                conversation, turnId, turnId + "-event", turn(response, messages), T0, MEMORY);
        conversation = accepted.conversation();
        return accepted.followUp();
    }

    private static Turn turn(String response, String... messages) {
        List<Message> list = new ArrayList<>();
        for (String message : messages) {
            int colon = message.indexOf(": ");
            list.add(new Message(message.substring(0, colon), message.substring(colon + 2)));
        }
        return Turn.newBuilder().setMessages(list).setResponse(response).build();
    }
}
