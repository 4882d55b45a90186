package dev.backchannel.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.policy.ChatMessage;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A template that writes one character for the role and the text as it is; a token is a character. */
class PromptFitterTest {
    private static final List<ChatMessage> TALK = List.of(
            ChatMessage.system("kind"),
            ChatMessage.user("first"),
            ChatMessage.assistant("one"),
            ChatMessage.user("second"),
            ChatMessage.assistant("two"),
            ChatMessage.user("third"));

    @Test
    void leavesAloneWhatFits() {
        assertThat(fit(TALK, 32)).isEqualTo("skindufirstaoneusecondatwouthird");
    }

    @Test
    void dropsTheOldestPairFirst() {
        assertThat(fit(TALK, 31)).isEqualTo("skindusecondatwouthird");
        assertThat(fit(TALK, 21)).isEqualTo("skinduthird");
    }

    @Test
    void thenCutsTheLongerTextOnItsLeft() {
        assertThat(fit(TALK, 10)).isEqualTo("skinduhird");
        assertThat(fit(TALK, 7)).isEqualTo("skindud");
        assertThat(fit(TALK, 4)).isEqualTo("sndu");
        assertThat(fit(List.of(ChatMessage.user("a".repeat(5000) + "end")), 5)).isEqualTo("uaend");
    }

    @Test
    void refusesWhenTheTemplateAloneIsTooLong() {
        assertThatThrownBy(() -> fit(TALK, 1)).isInstanceOf(ApiException.class).hasMessageContaining("does not fit");
    }

    @Test
    void oneAttemptIsEnoughToTellThatSomethingMustGo() {
        AtomicInteger attempts = new AtomicInteger();
        PromptFitter<String> fitter = new PromptFitter<>(
                messages -> {
                    attempts.incrementAndGet();
                    return render(messages);
                },
                String::length,
                31);
        assertThat(fitter.whole(TALK)).isEmpty();
        assertThat(fitter.whole(TALK.subList(0, 5))).contains("skindufirstaoneusecondatwo");
        assertThat(attempts).hasValue(2);
    }

    private static String fit(List<ChatMessage> messages, int limit) {
        return new PromptFitter<>(PromptFitterTest::render, String::length, limit).fit(messages);
    }

    private static String render(List<ChatMessage> messages) {
        StringBuilder text = new StringBuilder();
        messages.forEach(message -> text.append(message.role().charAt(0)).append(message.content()));
        return text.toString();
    }
}
