package dev.backchannel.standalone.bench.learning.prelude;

import dev.backchannel.policy.profile.ContextEmbedder;
import dev.backchannel.policy.profile.EditLesson;
import dev.backchannel.policy.profile.Memory;
import dev.backchannel.policy.profile.Retrieval;
import dev.backchannel.policy.profile.RetrievalSettings;
import dev.backchannel.policy.profile.RuleInference;
import dev.backchannel.policy.profile.Wish;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** CIPHER's algorithm 1 (arXiv 2404.15269) with what the product infers, embeds and retrieves by. */
final class CipherNotes implements Notes {
    private final ContextEmbedder embedder;
    private final Retrieval retrieval;
    private final EditLesson lesson = new EditLesson(new RuleInference());
    private final boolean byContext;
    private final List<Memory> memories = new ArrayList<>();

    private CipherNotes(ContextEmbedder embedder, int neighbours, boolean byContext) {
        this.embedder = embedder;
        this.retrieval = new Retrieval(RetrievalSettings.standard().withNeighbours(neighbours));
        this.byContext = byContext;
    }

    static CipherNotes nearest(ContextEmbedder embedder, int neighbours) {
        return new CipherNotes(embedder, neighbours, true);
    }

    /** One profile for all contexts, in which everything speaks that was ever learned. */
    static CipherNotes global(ContextEmbedder embedder) {
        return new CipherNotes(embedder, Integer.MAX_VALUE, false);
    }

    @Override
    public List<Wish> wishes(Round round) {
        return retrieval.wishes(memories, embedder.embed(round.messages()), round.millis());
    }

    @Override
    public void learn(Round round, List<Wish> shapedBy, String given, Optional<String> edited) {
        String context = ContextEmbedder.contextOf(round.messages());
        List<Wish> wishes = edited.map(text -> lesson.wishes(context, given, text, shapedBy))
                .orElse(shapedBy);
        if (wishes.isEmpty()) {
            return;
        }
        String origin = edited.isPresent() ? round.id() : origin(wishes).orElse(round.id());
        memories.add(new Memory(
                origin,
                byContext ? context : "",
                byContext ? embedder.embed(context) : new float[0],
                wishes,
                false,
                round.millis(),
                0));
    }

    private Optional<String> origin(List<Wish> wishes) {
        return memories.stream()
                .filter(memory -> new HashSet<>(memory.wishes()).equals(new HashSet<>(wishes)))
                .map(Memory::origin)
                .findFirst();
    }
}
