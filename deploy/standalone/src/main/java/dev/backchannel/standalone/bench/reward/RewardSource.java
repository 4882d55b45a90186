package dev.backchannel.standalone.bench.reward;

import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.checkpoint.PeftFolder;
import dev.backchannel.policy.flr.FollowUpLikelihood;
import dev.backchannel.policy.flr.FollowUps;
import dev.backchannel.standalone.bench.recorded.RatedAnswer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** The reward of recorded answers; each answer is scored once. */
public final class RewardSource implements AutoCloseable {
    private record Scored(List<ChatMessage> prompt, String answer) {}

    private final PolicyModel model;
    private final Adapter adapter;
    private final FollowUpLikelihood likelihood;
    private final String description;
    private final Map<Scored, Double> known = new HashMap<>();
    private IntConsumer progress = count -> {};

    private RewardSource(PolicyModel model, Adapter adapter, FollowUps followUps, String description) {
        this.model = model;
        this.adapter = adapter;
        this.likelihood = new FollowUpLikelihood(model, followUps, adapter);
        this.description = description;
    }

    /** @param adapterFolder null: the base judges */
    static RewardSource of(PolicyModel model, Path adapterFolder, FollowUps followUps, String description) {
        Adapter adapter = adapterFolder == null ? null : model.adapter(PeftFolder.read(adapterFolder, model.config()));
        return new RewardSource(model, adapter, followUps, description);
    }

    /** Which model judges by what. */
    public String description() {
        return description;
    }

    public FollowUpLikelihood likelihood() {
        return likelihood;
    }

    /** @param progress hears how many answers have been scored so far */
    public void onProgress(IntConsumer progress) {
        this.progress = progress;
    }

    /** Nats per token; NaN where the answer is empty. */
    public double of(RatedAnswer answer) {
        return known.computeIfAbsent(new Scored(answer.prompt(), answer.answer()), scored -> {
            progress.accept(known.size());
            return likelihood.reward(scored.prompt(), scored.answer());
        });
    }

    @Override
    public void close() {
        if (adapter != null) {
            adapter.close();
        }
        model.close();
    }
}
