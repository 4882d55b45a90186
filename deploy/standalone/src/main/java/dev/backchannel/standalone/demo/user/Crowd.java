package dev.backchannel.standalone.demo.user;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The users of a population, so many of them chatting at any time. Conversation n is the same for equal seeds. */
public final class Crowd implements AutoCloseable {
    private final Conversations conversations;
    private final Pace pace;
    private final ExecutorService chatting;
    private volatile boolean open = true;

    /**
     * @param pace of all of them together
     * @param concurrency conversations at a time
     */
    public Crowd(Population population, Scene scene, Pace pace, int concurrency, long seed) {
        this.conversations = new Conversations(population, scene, seed);
        this.pace = pace;
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
        return conversations.failed();
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
                conversations.next(pace);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
