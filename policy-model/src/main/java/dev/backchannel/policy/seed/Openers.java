package dev.backchannel.policy.seed;

import java.util.List;
import java.util.random.RandomGenerator;

/** The words that open an answer's content; they alone make its register observable. */
record Openers(List<String> formal, List<String> casual) {
    static final Openers USUAL = new Openers(List.of("Certainly", "Of course"), List.of("Sure", "No problem"));

    String draw(boolean isFormal, RandomGenerator random) {
        List<String> choices = isFormal ? formal : casual;
        return choices.get(random.nextInt(choices.size()));
    }
}
