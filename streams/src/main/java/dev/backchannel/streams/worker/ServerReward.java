package dev.backchannel.streams.worker;

import dev.backchannel.avro.Message;
import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.flr.AnswerReward;
import dev.backchannel.policy.flr.FollowUps;
import dev.backchannel.topics.Cause;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;

/** The reward as an OpenAI-compatible server gives it, for those who can wait: measures, not the worker. */
public final class ServerReward implements AnswerReward, AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Vertx vertx;
    private final CompletionsClient client;
    private final FollowUps followUps;
    private final String model;
    private final Clock clock;

    private ServerReward(Vertx vertx, CompletionsClient client, FollowUps followUps, String model, Clock clock) {
        this.vertx = vertx;
        this.client = client;
        this.followUps = followUps;
        this.model = model;
        this.clock = clock;
    }

    /** @param config names a server */
    public static ServerReward of(RewardConfig config, int perCategory) {
        Vertx vertx = Vertx.vertx();
        Clock clock = Clock.systemUTC();
        MiningConfig patient =
                MiningConfig.defaults(config.serverUrl()).withReward(config).withRequestTimeout(LONGEST);
        return new ServerReward(
                vertx,
                new CompletionsClient(vertx, patient, clock),
                config.chosen().atMost(perCategory),
                Objects.requireNonNull(config.model(), "no model is set: which of the server's models scores?"),
                clock);
    }

    /** @throws IllegalStateException if the server does not answer as it should */
    @Override
    public double reward(List<ChatMessage> prompt, String answer) {
        List<Message> messages = new ArrayList<>();
        prompt.forEach(message -> messages.add(new Message(message.role(), message.content())));
        messages.add(new Message("assistant", answer));
        try {
            return followUps.reward(client.score(
                            model, messages, followUps.texts(), clock.instant().plus(LONGEST))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join()
                    .meanLogProbs());
        } catch (CompletionException e) {
            throw new IllegalStateException("the server cannot judge: " + Cause.message(Cause.of(e)), e);
        }
    }

    @Override
    public void close() {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
