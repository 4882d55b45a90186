package dev.backchannel.server.generation;

/** Whatever makes answers: the model in this process, or a pool of servers behind it. Thread-safe. */
public interface AnswerEngine extends AutoCloseable {
    AnswerEngine start();

    /**
     * Takes a request. Any thread; never blocks on inference.
     *
     * @throws QueueFullException if there is no room to wait
     * @throws IllegalStateException if the engine is closed
     */
    OngoingAnswer submit(GenerationRequest request);

    /** The most tokens, prompt and answer together, that there is memory for. */
    default int longest() {
        return Integer.MAX_VALUE;
    }

    /** Whether a request would be refused now. */
    boolean queueFull();

    /** Whether it can answer at all. */
    boolean alive();

    /** Whether users wait or are being answered: background work on the model should hold back. */
    boolean usersBusy();

    /** Breaks off what is running. */
    @Override
    void close();
}
