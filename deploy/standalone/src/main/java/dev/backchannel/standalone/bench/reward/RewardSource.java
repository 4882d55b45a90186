package dev.backchannel.standalone.bench.reward;

import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.flr.AnswerReward;
import dev.backchannel.standalone.bench.recorded.RatedAnswer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** The reward of recorded answers; each answer is scored once. */
public final class RewardSource implements AutoCloseable {
    private record Scored(List<ChatMessage> prompt, String answer) {}

    private final AnswerReward reward;
    private final Runnable close;
    private final String description;
    private final Map<Scored, Double> known = new HashMap<>();
    private IntConsumer progress = count -> {};

    /** @param close frees what the reward holds */
    RewardSource(AnswerReward reward, Runnable close, String description) {
        this.reward = reward;
        this.close = close;
        this.description = description;
    }

    /** Which model judges by what. */
    public String description() {
        return description;
    }

    public AnswerReward reward() {
        return reward;
    }

    /** @param progress hears how many answers have been scored so far */
    public void onProgress(IntConsumer progress) {
        this.progress = progress;
    }

    /** Nats per token. */
    public double of(RatedAnswer answer) {
        return known.computeIfAbsent(new Scored(answer.prompt(), answer.answer()), scored -> {
            progress.accept(known.size() + 1);
            return reward.reward(scored.prompt(), scored.answer());
        });
    }

    @Override
    public void close() {
        close.run();
    }
}
