package dev.backchannel.server.generation;

import dev.backchannel.policy.PolicyModel;
import dev.backchannel.server.generation.AdmissionQueue.Waiting;
import dev.backchannel.server.generation.Batch.Drawn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Continuous batching on one thread: between two steps requests join and leave, and a step reads parts of prompts beside the
 * next tokens of answers. An answer keeps the policy that it
 * began with while a newer one takes new requests; rows under different policies step together, and a former policy leaves
 * memory when its last row ends.
 */
public final class GenerationEngine implements AnswerEngine {
    private static final Logger log = LoggerFactory.getLogger(GenerationEngine.class);
    private static final long IDLE_MILLIS = 200;

    private final PolicyModel model;
    private final GenerationConfig config;
    private final GenerationMetrics metrics;
    private final LongSupplier nanoClock;
    private final AdmissionQueue queue;
    private final Batch batch;
    private final Thread thread;
    private int userRows;
    private int internalRows;
    private volatile boolean closing;

    public GenerationEngine(
            PolicyModel model, GenerationConfig config, GenerationMetrics metrics, LongSupplier nanoClock) {
        this.model = model;
        this.config = config;
        this.metrics = metrics;
        this.nanoClock = nanoClock;
        this.queue = new AdmissionQueue(config.maxQueued());
        this.batch = new Batch(model, config);
        this.thread = new Thread(this::run, "policy-inference");
        thread.setDaemon(true);
        metrics.watchQueue(queue::waiting);
    }

    @Override
    public int longest() {
        return batch.longest();
    }

    @Override
    public GenerationEngine start() {
        thread.start();
        return this;
    }

    @Override
    public Generation submit(GenerationRequest request) {
        Generation generation = new Generation(request, nanoClock.getAsLong(), queue::wake);
        queue.offer(generation);
        return generation;
    }

    @Override
    public boolean queueFull() {
        return queue.waiting() >= config.maxQueued();
    }

    @Override
    public boolean alive() {
        return thread.isAlive();
    }

    @Override
    public boolean usersBusy() {
        return metrics.userRows() > 0 || queue.usersWaiting();
    }

    private void run() {
        try {
            while (!closing) {
                sweep();
                admit();
                step();
                if (batch.rows().isEmpty() && queue.waiting() == 0) {
                    queue.await(IDLE_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            shutDown();
        }
    }

    /** Ends what was cancelled or is too late, and frees its rows. */
    private void sweep() {
        long now = nanoClock.getAsLong();
        queue.dropIf(generation -> {
            endIfDue(generation, now);
            return generation.ended();
        });
        for (Row row : List.copyOf(batch.rows())) {
            endIfDue(row.generation(), now);
            if (row.generation().ended()) {
                release(row);
            }
        }
    }

    private void endIfDue(Generation generation, long now) {
        if (generation.cancelled()) {
            end(generation, Outcome.CANCELLED, "the client went away", now);
        } else if (generation.ageNanos(now) > config.requestTimeout().toNanos()) {
            end(generation, Outcome.TIMEOUT, "not complete after " + config.requestTimeout(), now);
        } else if (!generation.begun()
                && generation.ageNanos(now) > config.queueTimeout().toNanos()) {
            end(generation, Outcome.QUEUE_TIMEOUT, "no free row within " + config.queueTimeout(), now);
        }
    }

    private void admit() {
        while (userRows + internalRows < config.maxRows()) {
            Waiting next = queue.poll(
                    internalRows < config.maxRows() - config.rowsForUsers(),
                    generation -> generation.ended() || batch.fits(generation));
            if (next == null) {
                return;
            }
            if (!next.generation().ended()) {
                begin(next.generation(), next.choice());
            }
        }
    }

    private void begin(Generation generation, int choice) {
        try {
            boolean first = !generation.begun();
            if (!generation.resolved()) {
                end(generation, Outcome.NOT_LOADED, "the checkpoint is no longer loaded", nanoClock.getAsLong());
                return;
            }
            Row row = batch.begin(generation, choice, model.tokenizer());
            generation.add(row);
            count(row, 1);
            metrics.known(row.read());
            if (first) {
                metrics.began(generation, nanoClock.getAsLong());
            }
        } catch (RuntimeException e) {
            fail(generation, e);
        }
    }

    private void step() {
        if (batch.rows().isEmpty()) {
            return;
        }
        try {
            for (Drawn drawn : batch.step(config.prefillTokensPerStep())) {
                if (!drawn.row().generation().ended()) {
                    accept(drawn.row(), drawn.logits());
                }
            }
        } catch (RuntimeException e) {
            for (Row row : List.copyOf(batch.rows())) {
                fail(row.generation(), e);
                batch.drop(row);
                count(row, -1);
            }
        }
    }

    private void accept(Row row, float[] logits) {
        long now = nanoClock.getAsLong();
        boolean first = !row.started();
        long before = row.lastTokenNanos();
        boolean finished = row.accept(logits, now);
        metrics.token(row.generation(), first, now - before, now);
        if (finished) {
            release(row);
            metrics.ended(row.generation(), row.generation().rowFinished(now));
        }
    }

    private void fail(Generation generation, RuntimeException e) {
        log.error("generation failed", e);
        end(generation, Outcome.FAILED, String.valueOf(e.getMessage()), nanoClock.getAsLong());
    }

    private void end(Generation generation, Outcome outcome, String error, long now) {
        metrics.ended(generation, generation.end(outcome, error, now));
    }

    private void release(Row row) {
        batch.release(row);
        count(row, -1);
    }

    private void count(Row row, int change) {
        if (row.generation().request().internal()) {
            internalRows += change;
        } else {
            userRows += change;
        }
        metrics.rows(userRows, internalRows);
    }

    private void shutDown() {
        long now = nanoClock.getAsLong();
        List<Generation> open = new ArrayList<>(queue.close());
        batch.rows().forEach(row -> open.add(row.generation()));
        open.forEach(generation -> end(generation, Outcome.FAILED, "the server is shutting down", now));
        batch.close();
    }

    /** Breaks off what is running and waits for the thread. */
    @Override
    public void close() {
        closing = true;
        if (thread.getState() == Thread.State.NEW) {
            batch.close(); // never started
            return;
        }
        queue.wake();
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
