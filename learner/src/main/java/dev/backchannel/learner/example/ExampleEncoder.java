package dev.backchannel.learner.example;

import dev.backchannel.avro.Answer;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.Label;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Prompt;
import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.PromptBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Makes token ids of preferences so that what is trained is what was served: the prompt as served and the answer's own
 * ids where they are known, else the chat template and the tokenizer; the end-of-turn token only after STOP. Prompts are
 * truncated on the left, answers never.
 */
public final class ExampleEncoder {
    private final PromptBuilder prompts;
    private final int vocabularySize;
    private final SequenceSettings sequence;
    private final int sequenceTokens;
    private final double largestWeight;
    private final boolean withHindsight;

    /**
     * @param sequence how much is trained on; never more than the model's context length
     * @param largestWeight heavier preferences count as this
     * @param withHindsight whether anybody wants the prompts of hindsight
     */
    public ExampleEncoder(PolicyModel model, SequenceSettings sequence, double largestWeight, boolean withHindsight) {
        this.prompts = model.prompts();
        this.vocabularySize = model.config().vocabularySize();
        this.sequenceTokens = Math.min(sequence.tokens(), model.config().contextLength());
        this.sequence = sequence;
        this.largestWeight = largestWeight;
        this.withHindsight = withHindsight;
    }

    /** How much is trained on, as it was asked for. */
    public SequenceSettings sequence() {
        return sequence;
    }

    /**
     * Encodes a preference.
     *
     * @throws UnusablePreferenceException if it is empty, tied, over-long or makes no sense to this model
     */
    public Example encode(Preference preference) throws UnusablePreferenceException {
        double weight = preference.getWeight();
        if (!(weight > 0) || Double.isInfinite(weight)) {
            throw new UnusablePreferenceException("weight is " + weight + ", not above 0 and finite");
        }
        List<int[]> answers = answers(preference.getBody());
        int longest = answers.stream().mapToInt(a -> a.length).max().orElseThrow();
        if (longest >= sequenceTokens) {
            throw new UnusablePreferenceException("over-long: an answer of " + longest
                    + " tokens, where prompt and answer may have " + sequenceTokens);
        }
        int[] prompt = prompt(preference.getPrompt());
        Optional<int[]> hindsight = withHindsight && answers.size() == 1
                ? hindsight(preference).map(ids -> fitted(ids, longest))
                : Optional.empty();
        return new Example(preference, fitted(prompt, longest), answers, Math.min(weight, largestWeight), hindsight);
    }

    private Optional<int[]> hindsight(Preference preference) {
        try {
            return HindsightPrompt.of(preference, prompts);
        } catch (IllegalArgumentException e) {
            // The template refuses the messages, though not what was served: a label like any other.
            return Optional.empty();
        }
    }

    private int[] fitted(int[] prompt, int longest) {
        return prompts.fit(prompt, new int[longest], Math.min(sequenceTokens, sequence.promptTokens() + longest))
                .prompt();
    }

    private List<int[]> answers(Object body) throws UnusablePreferenceException {
        if (body instanceof Pair pair) {
            int[] chosen = answer(pair.getChosen(), "chosen answer");
            int[] rejected = answer(pair.getRejected(), "rejected answer");
            if (Arrays.equals(chosen, rejected)) {
                throw new UnusablePreferenceException("tied: chosen and rejected answer are the same");
            }
            return List.of(chosen, rejected);
        }
        if (body instanceof Label label) {
            return List.of(answer(label.getAnswer(), "answer"));
        }
        throw new UnusablePreferenceException("neither a pair nor a label");
    }

    private int[] answer(Answer answer, String which) throws UnusablePreferenceException {
        boolean ended = answer.getFinishReason() == FinishReason.STOP;
        int[] own = answer.getTokenIds().stream().mapToInt(Integer::intValue).toArray();
        int[] ids;
        if (own.length > 0) {
            requireKnown(own, which);
            ids = ended ? append(own, prompts.endOfTurnId()) : own;
        } else {
            if (answer.getText().isBlank()) {
                throw new UnusablePreferenceException("empty: the " + which + " has no text");
            }
            ids = prompts.answer(answer.getText(), ended);
        }
        if (ids.length == 0) {
            throw new UnusablePreferenceException("empty: the " + which + " has no tokens");
        }
        return ids;
    }

    private void requireKnown(int[] ids, String which) throws UnusablePreferenceException {
        for (int id : ids) {
            if (id < 0 || id >= vocabularySize) {
                throw new UnusablePreferenceException("the " + which + " has the token id " + id
                        + ", but this base knows 0 to " + (vocabularySize - 1) + ": served by another base?");
            }
        }
    }

    private int[] prompt(Prompt prompt) throws UnusablePreferenceException {
        int[] ids;
        try {
            ids = prompt.getAsServed() != null
                    ? prompts.promptFromRendered(prompt.getAsServed())
                    : prompts.prompt(messages(prompt));
        } catch (IllegalArgumentException e) {
            throw new UnusablePreferenceException("the chat template refuses the prompt: " + e.getMessage());
        }
        if (ids.length == 0) {
            throw new UnusablePreferenceException("empty: the prompt has no tokens");
        }
        return ids;
    }

    private static List<ChatMessage> messages(Prompt prompt) throws UnusablePreferenceException {
        List<Message> messages = prompt.getMessages();
        if (messages.isEmpty()) {
            throw new UnusablePreferenceException("empty: the prompt has no messages");
        }
        return messages.stream()
                .map(m -> new ChatMessage(m.getRole(), m.getContent()))
                .toList();
    }

    private static int[] append(int[] ids, int last) {
        return IntStream.concat(Arrays.stream(ids), IntStream.of(last)).toArray();
    }
}
