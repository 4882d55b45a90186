package dev.backchannel.standalone.demo.user;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Users who come by a schedule, whatever becomes of those before them: a system that stalls is asked all the same, so that its
 * stall shows in every request that fell into it. Who has an answer thinks for a while before asking on.
 */
public final class OpenCrowd implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenCrowd.class);
    /** More would measure the threads of the users. */
    private static final int MOST_AT_A_TIME = 1_000;

    private static final double LONGEST_THOUGHT = 5;

    private final Conversations conversations;
    private final Duration thinking;
    private final SplittableRandom schedule;
    private final ExecutorService chatting = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "open-user");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong turnedAway = new AtomicLong();
    private final AtomicLong broken = new AtomicLong();

    /** @param thinking between an answer and the same user's next request, on average */
    public OpenCrowd(Population population, Scene scene, Duration thinking, long seed) {
        this.conversations = new Conversations(population, scene, seed);
        this.thinking = thinking;
        this.schedule = new SplittableRandom(seed);
    }

    /**
     * Lets users come at random (a Poisson process), and returns when the time is over: conversations may still go on then.
     *
     * @param perSecond conversations, on average
     */
    public void arrive(double perSecond, Duration length) throws InterruptedException {
        long begin = System.nanoTime();
        long end = begin + length.toNanos();
        double seconds = exponential(schedule) / perSecond;
        for (long due = at(begin, seconds); due < end; due = at(begin, seconds)) {
            sleepUntil(due);
            begin(due, schedule.split());
            seconds += exponential(schedule) / perSecond;
        }
        sleepUntil(end);
    }

    /**
     * Requests that failed, users for whom there was no thread, since {@value #MOST_AT_A_TIME} were chatting, and users who broke
     * off for whatever reason.
     */
    public long failed() {
        return conversations.failed() + turnedAway.get() + broken.get();
    }

    /** Conversations that go on now. */
    public int open() {
        return open.get();
    }

    /** Lets the conversations that are open come to their end. */
    @Override
    public void close() throws InterruptedException {
        chatting.shutdown();
        if (!chatting.awaitTermination(2, TimeUnit.MINUTES)) {
            throw new IllegalStateException("conversations did not end within two minutes");
        }
    }

    private void begin(long due, SplittableRandom thoughts) {
        if (open.incrementAndGet() > MOST_AT_A_TIME) {
            open.decrementAndGet();
            turnedAway.incrementAndGet();
            return;
        }
        chatting.execute(() -> {
            try {
                conversations.next(new Reader(due, thoughts));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                broken.incrementAndGet();
                LOG.warn("a simulated user broke off", e);
            } finally {
                open.decrementAndGet();
            }
        });
    }

    /** The first request is due when its user comes, each further one when its user has thought. */
    private final class Reader implements Pace {
        private final SplittableRandom random;
        private long due;
        private boolean came;

        Reader(long due, SplittableRandom random) {
            this.due = due;
            this.random = random;
        }

        @Override
        public long await() throws InterruptedException {
            if (came) {
                double thoughts = Math.min(LONGEST_THOUGHT, exponential(random));
                due = System.nanoTime() + Math.round(thoughts * thinking.toNanos());
                sleepUntil(due);
            }
            came = true;
            return due;
        }
    }

    private static double exponential(SplittableRandom random) {
        return -Math.log(1 - random.nextDouble());
    }

    private static long at(long begin, double seconds) {
        return begin + Math.round(seconds * 1e9);
    }

    private static void sleepUntil(long nanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nanos - System.nanoTime());
    }
}
