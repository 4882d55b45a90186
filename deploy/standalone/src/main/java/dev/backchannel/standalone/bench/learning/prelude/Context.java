package dev.backchannel.standalone.bench.learning.prelude;

import dev.backchannel.learner.choice.Choice;
import dev.backchannel.policy.seed.Intent;
import dev.backchannel.policy.seed.Intents;
import dev.backchannel.policy.style.StyleDimension;
import dev.backchannel.policy.style.StyleProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A kind of request, and how the user likes to be answered there. Nobody but him and the oracle knows.
 *
 * @param topic of the seed domain
 * @param taste a value in each of four dimensions
 */
record Context(String topic, List<Intent> intents, StyleProfile taste) {
    private static final int DIMENSIONS = 4;

    /**
     * One for each topic; any two of them contradict each other in at least one dimension.
     *
     * @param kinds of request in each, of those that its topic has
     */
    static List<Context> draw(long seed, int kinds) {
        List<Context> contexts = new ArrayList<>();
        for (Map.Entry<String, List<Intent>> topic : Intents.byTopic().entrySet()) {
            Random random = new Random(Choice.hash(seed, "taste", topic.getKey()));
            StyleProfile taste = taste(random);
            while (!contradictsAll(taste, contexts)) {
                taste = taste(random);
            }
            List<Intent> intents = new ArrayList<>(topic.getValue());
            Collections.shuffle(intents, random);
            contexts.add(new Context(
                    topic.getKey(), List.copyOf(intents.subList(0, Math.min(kinds, intents.size()))), taste));
        }
        return contexts;
    }

    private static StyleProfile taste(Random random) {
        List<StyleDimension> dimensions = new ArrayList<>(Arrays.asList(StyleDimension.values()));
        Collections.shuffle(dimensions, random);
        return StyleProfile.of(dimensions.subList(0, DIMENSIONS).stream()
                .map(dimension -> dimension.options().get(random.nextInt(2)))
                .toList());
    }

    private static boolean contradictsAll(StyleProfile taste, List<Context> contexts) {
        return contexts.stream().allMatch(other -> taste.values().values().stream()
                .anyMatch(value -> other.taste().has(value.opposite())));
    }
}
