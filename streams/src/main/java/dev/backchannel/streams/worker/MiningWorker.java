package dev.backchannel.streams.worker;

import dev.backchannel.policy.flr.FollowUps;
import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;

/**
 * Answers mining tasks by asking the policy server. At least once: a task is done when its result is on the topic, and is
 * begun again after a crash; the topology keeps the first result of a task.
 */
public final class MiningWorker implements AutoCloseable {
    private final TaskLoop loop;
    private final PolicyClient client;

    private MiningWorker(TaskLoop loop, PolicyClient client) {
        this.loop = loop;
        this.client = client;
    }

    /** Returns at once. The topics must be there; the policy server need not. */
    public static MiningWorker start(
            Vertx vertx, MiningConfig config, Topics topics, String bootstrapServers, MeterRegistry registry) {
        Clock clock = Clock.systemUTC();
        PolicyClient client = new PolicyClient(vertx, config, clock);
        TaskRunner runner = new TaskRunner(
                client,
                new RewardScorer(client, FollowUps.standard(), config.followUpsPerCategory()),
                new RewardQuality(client, clock),
                config.leastAuc(),
                new RewardWindow(config.rewardWindow(), config.leastRewards()),
                clock);
        TaskLoop loop = new TaskLoop(
                runner, topics, bootstrapServers, config.concurrency(), new WorkerMetrics(registry, clock));
        loop.start();
        return new MiningWorker(loop, client);
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
    }
}
