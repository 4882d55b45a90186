package dev.backchannel.standalone.demo.user;

import dev.backchannel.standalone.demo.client.RequestFailedException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the users of a population say, one conversation after the other. Conversation n is the same for equal seeds. */
final class Conversations {
    private static final Logger LOG = LoggerFactory.getLogger(Conversations.class);

    private final List<SimulatedUser> users;
    private final Scene scene;
    private final long seed;
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    Conversations(Population population, Scene scene, long seed) {
        this.users = population.users();
        this.scene = scene;
        this.seed = seed;
    }

    /** Has the next one, from its beginning to its end. */
    void next(Pace pace) throws InterruptedException {
        long number = begun.getAndIncrement();
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
        SimulatedUser user = users.get(random.nextInt(users.size()));
        try {
            new Conversation(user, "demo-%d-%d".formatted(seed, number), scene, pace, random).run();
        } catch (RequestFailedException e) {
            failed.incrementAndGet();
            LOG.info("a simulated user's request failed: {}", e.getMessage());
        }
    }

    /** Requests that failed, of chat and events: each ended its conversation. */
    long failed() {
        return failed.get();
    }
}
