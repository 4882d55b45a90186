package dev.backchannel.learner.step;

import dev.backchannel.learner.choice.Choice;
import dev.backchannel.learner.example.Example;
import dev.backchannel.policy.Completion;
import dev.backchannel.policy.PromptBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Puts answers under prompts that are not their own, for KTO's anchor. Partners come from the batch and the reservoir;
 * which ones is a hash of (seed, step, both ids).
 */
final class MismatchedPartners {
    private final int contextLength;
    private final PromptBuilder prompts;

    MismatchedPartners(PromptBuilder prompts, int contextLength) {
        this.prompts = prompts;
        this.contextLength = contextLength;
    }

    /**
     * Draws partners.
     *
     * @param labels the batch's labels
     * @param pool all examples that may lend an answer
     * @param least how many partners each label must be able to find
     * @param most how many are enough: the anchor is their mean, and a backlog's batch has no need of more of them
     * @return between {@code least} and {@code most} mismatched completions, or none if a label finds fewer partners
     */
    List<Completion> draw(List<Example> labels, List<Example> pool, int least, int most, long seed, long step) {
        List<List<Example>> partners = new ArrayList<>();
        for (Example label : labels) {
            List<Example> others = pool.stream()
                    .filter(other -> !Arrays.equals(other.prompt(), label.prompt()))
                    .filter(other -> other.firstAnswer().length < contextLength)
                    .sorted(Comparator.comparingLong((Example other) -> Choice.hash(seed, step, label.id(), other.id()))
                            .thenComparing(Example::id))
                    .toList();
            if (others.size() < least) {
                return List.of();
            }
            partners.add(others);
        }
        List<Completion> drawn = new ArrayList<>();
        int wanted = labels.isEmpty() ? 0 : Math.max(least, Math.min(most, labels.size()));
        for (int i = 0; i < wanted; i++) {
            int label = i % labels.size();
            Example partner = partners.get(label).get(i / labels.size());
            drawn.add(prompts.fit(labels.get(label).prompt(), partner.firstAnswer(), contextLength));
        }
        return drawn;
    }
}
