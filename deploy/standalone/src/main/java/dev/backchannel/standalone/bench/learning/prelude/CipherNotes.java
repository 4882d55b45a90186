package dev.backchannel.standalone.bench.learning.prelude;

import dev.backchannel.avro.Description;
import dev.backchannel.avro.ProfileState;
import dev.backchannel.avro.ProfileUpdate;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.profile.ContextEmbedder;
import dev.backchannel.policy.profile.EditLesson;
import dev.backchannel.policy.profile.Memory;
import dev.backchannel.policy.profile.Retrieval;
import dev.backchannel.policy.profile.RetrievalSettings;
import dev.backchannel.policy.profile.RuleInference;
import dev.backchannel.policy.profile.Wish;
import dev.backchannel.server.profiles.ProfileReader;
import dev.backchannel.server.profiles.SentenceRule;
import dev.backchannel.streams.config.ProfileRules;
import dev.backchannel.streams.profile.ProfileBook;
import dev.backchannel.streams.profile.ProfileView;
import dev.backchannel.streams.profile.Wishes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * CIPHER's algorithm 1 (arXiv 2404.15269) as the product has it: the worker's lesson of an edit, streams' book of a profile, the
 * policy server's reading and retrieval, without topics and HTTP.
 */
final class CipherNotes implements Notes {
    private static final String USER = "user";

    private final PolicyModel model;
    private final ContextEmbedder embedder;
    private final Retrieval retrieval;
    private final boolean byContext;
    private final EditLesson lesson = new EditLesson(new RuleInference());
    private final ProfileBook book = new ProfileBook(ProfileRules.standard().entries());
    private final ProfileReader reader;
    private ProfileState profile = ProfileBook.empty("default", USER);
    private List<Memory> memories = List.of();

    private CipherNotes(PolicyModel model, int neighbours, boolean byContext) {
        this.model = model;
        this.embedder = new ContextEmbedder(model);
        this.retrieval = new Retrieval(RetrievalSettings.standard().withNeighbours(neighbours));
        this.byContext = byContext;
        this.reader = new ProfileReader(model.baseDigest(), embedder.width(), new SentenceRule(model.tokenizer()));
    }

    static CipherNotes nearest(PolicyModel model, int neighbours) {
        return new CipherNotes(model, neighbours, true);
    }

    /** One profile for all contexts, in which everything speaks that is remembered. */
    static CipherNotes global(PolicyModel model) {
        return new CipherNotes(model, Integer.MAX_VALUE, false);
    }

    @Override
    public List<Wish> wishes(Round round) {
        List<Memory> asked = byContext
                ? memories
                : memories.stream().map(CipherNotes::everywhere).toList();
        return retrieval.wishes(asked, embedder.embed(round.messages()), round.millis());
    }

    private static Memory everywhere(Memory memory) {
        return new Memory(
                memory.origin(),
                "",
                new float[0],
                memory.wishes(),
                memory.stated(),
                memory.acceptedAtMillis(),
                memory.confirmations());
    }

    @Override
    public void learn(Round round, List<Wish> shapedBy, String given, Optional<String> edited) {
        String context = ContextEmbedder.contextOf(round.messages());
        List<Wish> wishes = edited.map(text -> lesson.wishes(context, given, text, shapedBy))
                .orElse(shapedBy);
        List<Float> embedding = new ArrayList<>();
        for (float value : embedder.embed(context)) {
            embedding.add(value);
        }
        Instant now = Instant.ofEpochMilli(round.millis());
        Description description = new Description(
                USER,
                context,
                embedding,
                model.baseDigest(),
                Wishes.records(wishes),
                List.of(round.id()),
                now,
                edited.isEmpty(),
                "rules");
        profile = book.apply(profile, new ProfileUpdate("default", USER, round.id(), now, description));
        memories = reader.memories(ProfileView.of(profile, round.number(), null));
    }
}
