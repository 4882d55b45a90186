package dev.backchannel.learner.example;

import dev.backchannel.avro.Answer;
import dev.backchannel.avro.Label;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import dev.backchannel.policy.Completion;
import java.util.List;
import java.util.Optional;

/**
 * A preference as the model sees it. Immutable.
 *
 * @param preference where it comes from
 * @param prompt token ids, truncated on the left if need be; shared by all its answers
 * @param answers token ids: chosen and rejected of a pair, or the one answer of a label
 * @param weight in (0, largest weight]
 * @param hindsight the prompt with the user's follow-up in it, for a label that has one, if a loss wants it; else empty
 */
public record Example(
        Preference preference, int[] prompt, List<int[]> answers, double weight, Optional<int[]> hindsight) {
    public Example {
        answers = List.copyOf(answers);
    }

    public String id() {
        return preference.getPreferenceId();
    }

    public boolean isPair() {
        return answers.size() == 2;
    }

    /** Whether a label's answer was liked. */
    public boolean desirable() {
        return preference.getBody() instanceof Label label && label.getDesirable();
    }

    /** Whether the model said the answer itself: only such a one comes with its own token ids. */
    public boolean isOwn(int answer) {
        return !answer(answer).getTokenIds().isEmpty();
    }

    private Answer answer(int index) {
        return preference.getBody() instanceof Pair pair
                ? index == 0 ? pair.getChosen() : pair.getRejected()
                : ((Label) preference.getBody()).getAnswer();
    }

    /** The liked answer of a pair, or a label's only one. */
    public int[] firstAnswer() {
        return answers.get(0);
    }

    public List<Completion> completions() {
        return answers.stream().map(answer -> new Completion(prompt, answer)).toList();
    }

    /** Tokens of its longest sequence. */
    public int longest() {
        return prompt.length + answers.stream().mapToInt(a -> a.length).max().orElse(0);
    }
}
