package dev.backchannel.policy.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.style.StyleValue;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromptShapingTest {
    private static final ChatMessage ASKED = ChatMessage.user("A latte, please.");
    private static final List<Wish> WISHES = List.of(
            new Wish("Keep it short.", StyleValue.SHORT),
            Wish.of(StyleValue.NO_EMOJI),
            new Wish("Always answer in French.", null));
    private static final String SAID = "The user prefers short answers and no smileys. Always answer in French.";

    @Test
    void aSystemMessageIsMadeWhereThereIsNone() {
        assertThat(PromptShaping.shape(List.of(ASKED), WISHES)).containsExactly(ChatMessage.system(SAID), ASKED);
    }

    @Test
    void theGivenSystemMessageGoesFirst() {
        assertThat(PromptShaping.shape(List.of(ChatMessage.system("You are kind. "), ASKED), WISHES))
                .containsExactly(ChatMessage.system("You are kind. " + SAID), ASKED);
    }

    @Test
    void withoutWishesNothingChanges() {
        assertThat(PromptShaping.shape(List.of(ASKED), List.of())).containsExactly(ASKED);
    }
}
