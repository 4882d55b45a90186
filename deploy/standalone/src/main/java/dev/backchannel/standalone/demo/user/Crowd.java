package dev.backchannel.standalone.demo.user;

import dev.backchannel.standalone.demo.client.RequestFailedException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The users of a population, some of them chatting at any time. Conversation n is the same for equal seeds. */
public final class Crowd implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Crowd.class);

    private final List<SimulatedUser> users;
    private final Scene scene;
    private final long seed;
    private final ExecutorService chatting;
    private final AtomicLong conversations = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile boolean open = true;

    /** @param concurrency conversations at a time */
    public Crowd(Population population, Scene scene, int concurrency, long seed) {
        this.users = population.users();
        this.scene = scene;
        this.seed = seed;
        this.chatting = Executors.newFixedThreadPool(concurrency, work -> {
            Thread thread = new Thread(work, "demo-user");
            thread.setDaemon(true);
            return thread;
        });
        for (int i = 0; i < concurrency; i++) {
            chatting.execute(this::chat);
        }
    }

    /** Requests that failed, of chat and events. */
    public long failed() {
        return failed.get();
    }

    /** Lets the conversations that are open come to their end, and begins no more. */
    @Override
    public void close() throws InterruptedException {
        open = false;
        chatting.shutdown();
        if (!chatting.awaitTermination(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("conversations did not end within a minute");
        }
    }

    private void chat() {
        try {
            while (open) {
                long number = conversations.getAndIncrement();
                SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
                SimulatedUser user = users.get(random.nextInt(users.size()));
                converse(new Conversation(user, "demo-%d-%d".formatted(seed, number), scene, random));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void converse(Conversation conversation) throws InterruptedException {
        try {
            conversation.run();
        } catch (RequestFailedException e) {
            failed.incrementAndGet();
            LOG.warn("a simulated user's request failed: {}", e.getMessage());
        }
    }
}
