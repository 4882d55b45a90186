package dev.backchannel.standalone.bench.learning.prelude;

import dev.backchannel.policy.profile.Wish;
import java.util.List;
import java.util.Optional;

/** What an arm knows of the user's taste, in words. */
interface Notes {
    /** What shapes the prompt. */
    List<Wish> wishes(Round round);

    /**
     * Learns from what the user did.
     *
     * @param edited empty: the answer was taken as it is
     */
    void learn(Round round, List<Wish> shapedBy, String given, Optional<String> edited);

    /** Knows nothing, learns nothing. */
    Notes NONE = new Notes() {
        @Override
        public List<Wish> wishes(Round round) {
            return List.of();
        }

        @Override
        public void learn(Round round, List<Wish> shapedBy, String given, Optional<String> edited) {}
    };

    /** Knows the taste from the start. */
    Notes ORACLE = new Notes() {
        @Override
        public List<Wish> wishes(Round round) {
            return round.context().taste().values().values().stream()
                    .map(Wish::of)
                    .toList();
        }

        @Override
        public void learn(Round round, List<Wish> shapedBy, String given, Optional<String> edited) {}
    };
}
