package dev.backchannel.streams.worker;

import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Objects;

/**
 * Answers mining tasks by asking the policy server. At least once: a task is done when its result is on the topic, and is
 * begun again after a crash; the topology keeps the first result of a task.
 */
public final class MiningWorker implements AutoCloseable {
    private final TaskLoop loop;
    private final PolicyClient client;
    private final LikelihoodSource scorer;
    private final WishSource wishes;
    private final FollowUpJudge judge;

    private MiningWorker(
            TaskLoop loop, PolicyClient client, LikelihoodSource scorer, WishSource wishes, FollowUpJudge judge) {
        this.wishes = wishes;
        this.judge = judge;
        this.loop = loop;
        this.client = client;
        this.scorer = scorer;
    }

    /**
     * Returns at once. The topics must be there; the policy server need not.
     *
     * @param access to the policy server
     */
    public static MiningWorker start(
            Vertx vertx,
            MiningConfig config,
            ServerAccess access,
            Topics topics,
            String bootstrapServers,
            MeterRegistry registry) {
        Clock clock = Clock.systemUTC();
        PolicyClient client = new PolicyClient(vertx, config, access, clock);
        LikelihoodSource scorer =
                config.reward().server() == null ? client : new CompletionsClient(vertx, config, clock);
        WishSource wishes = wishes(vertx, config, clock);
        FollowUpJudge judge = config.judge().asksModel() ? new ModelJudge(vertx, config, clock) : FollowUpJudge.rules();
        TaskRunner runner = new TaskRunner(
                client,
                new RewardScorer(scorer, config.reward(), config.followUpsPerCategory()),
                new Describer(client, wishes),
                new RewardQuality(client, config.reward()),
                config.leastAuc(),
                new RewardWindows(config.rewardWindow(), config.leastRewards()),
                judge,
                clock);
        TaskLoop loop = new TaskLoop(
                runner, topics, bootstrapServers, config.concurrency(), new WorkerMetrics(registry, clock));
        loop.start();
        return new MiningWorker(loop, client, scorer, wishes, judge);
    }

    private static WishSource wishes(Vertx vertx, MiningConfig config, Clock clock) {
        DescribeConfig describe = config.describe();
        WishSource rules = new RuleWishes();
        return describe.isByModel()
                ? new ChatWishes(
                        new PatientHttp(vertx, describe.root(), ServerAccess.bearer(describe.bearer()), config, clock),
                        Objects.requireNonNull(describe.model(), "no model is set: which one describes edits?"),
                        rules,
                        clock)
                : rules;
    }

    /** Whether tasks are being read. */
    public boolean ready() {
        return loop.ready();
    }

    /** Ends within seconds; tasks on their way are begun again by the next worker. */
    @Override
    public void close() {
        loop.close();
        client.close();
        wishes.close();
        judge.close();
        if (scorer != client) {
            scorer.close();
        }
    }
}
