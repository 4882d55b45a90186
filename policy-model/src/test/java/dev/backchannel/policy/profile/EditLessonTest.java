package dev.backchannel.policy.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.policy.style.StyleValue;
import java.util.List;
import org.junit.jupiter.api.Test;

class EditLessonTest {
    private final EditLesson lesson = new EditLesson(new RuleInference());

    @Test
    void whatShapedTheAnswerAndWasLeftInPlaceIsRememberedWithTheEditsOwnWords() {
        List<Wish> shaped =
                List.of(Wish.of(StyleValue.GREETING), Wish.of(StyleValue.NO_EMOJI), new Wish("In verse.", null));
        assertThat(lesson.wishes("", "Hi! A latte is four euros.", "Hi! A latte is four euros. ☕", shaped))
                .containsExactly(Wish.of(StyleValue.EMOJI), Wish.of(StyleValue.GREETING));
    }

    @Test
    void whatTheEditTookOutIsForgotten() {
        assertThat(lesson.wishes(
                        "",
                        "Hi! A latte is four euros.",
                        "A latte is four euros.",
                        List.of(Wish.of(StyleValue.GREETING), Wish.of(StyleValue.SHORT))))
                .containsExactly(Wish.of(StyleValue.NO_GREETING), Wish.of(StyleValue.SHORT));
    }
}
