package dev.backchannel.policy.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backchannel.policy.style.StyleProfile;
import dev.backchannel.policy.style.StyleValue;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DialogueWriterTest {
    private static final Pattern WISH = Pattern.compile("The user prefers |I prefer |Please use |I like ");

    private final Random random = new Random(29);
    private final List<Dialogue> dialogues =
            IntStream.range(0, 2000).mapToObj(i -> DialogueWriter.write(random)).toList();

    @Test
    void userAndAssistantTakeTurnsAfterAnOptionalSystemMessage() {
        for (Dialogue dialogue : dialogues) {
            List<String> roles =
                    dialogue.messages().stream().map(message -> message.role()).toList();
            int first = roles.get(0).equals("system") ? 1 : 0;
            for (int i = first; i < roles.size(); i++) {
                assertThat(roles.get(i)).isEqualTo((i - first) % 2 == 0 ? "user" : "assistant");
            }
        }
    }

    @Test
    void aboutHalfNameAStyleBeforeTheFirstAnswer() {
        long named = dialogues.stream()
                .filter(dialogue -> dialogue.messages().stream()
                        .takeWhile(message -> !message.role().equals("assistant"))
                        .anyMatch(message -> WISH.matcher(message.content()).find()))
                .count();
        assertThat(named / (double) dialogues.size()).isCloseTo(0.5, within(0.05));
    }

    @Test
    void answersThatOnlyProvokeAComplaintAreNotLearnedAndAreComplainedAbout() {
        int bad = 0;
        for (Dialogue dialogue : dialogues) {
            List<DialogueTurn> turns = dialogue.turns();
            for (int i = 0; i < turns.size(); i++) {
                DialogueTurn turn = turns.get(i);
                if (turn.message().role().equals("assistant") && !turn.learned()) {
                    bad++;
                    assertThat(turns.get(i + 1).message().role()).isEqualTo("user");
                    assertThat(turns.get(i + 1).learned()).isTrue();
                    assertThat(turns.get(i + 2).learned()).isTrue();
                }
            }
        }
        assertThat(bad).isGreaterThan(300);
    }

    @Test
    void drillsHoldOneExchangeInTheNamedStyle() {
        for (int i = 0; i < 200; i++) {
            Dialogue drill = DialogueWriter.drill(random);
            DialogueTurn answer = drill.turns().get(drill.turns().size() - 1);
            StyleProfile named =
                    StyleProfile.parse(drill.turns().get(0).message().content());
            if (named.has(StyleValue.LIST)) {
                assertThat(answer.message().content()).contains("\n- ");
            }
            assertThat(answer.learned()).isTrue();
            assertThat(drill.turns()).hasSizeLessThanOrEqualTo(3);
        }
    }

    @Test
    void theSameSeedWritesTheSameDialogue() {
        assertThat(DialogueWriter.write(new Random(31))).isEqualTo(DialogueWriter.write(new Random(31)));
    }
}
