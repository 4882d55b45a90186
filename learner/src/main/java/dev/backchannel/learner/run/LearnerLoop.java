package dev.backchannel.learner.run;

import dev.backchannel.learner.LearnerStoppedException;
import dev.backchannel.learner.log.Announcer;
import dev.backchannel.learner.log.PreferenceSource;
import dev.backchannel.topics.Cause;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands by, leads when it is this learner's turn, and begins again after every mishap: a broker that is away, a fenced
 * pen, a lost partition. Only what no new beginning can mend stops it.
 */
public final class LearnerLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(LearnerLoop.class);
    private static final Duration STAND_BY_POLL = Duration.ofMillis(200);
    private static final long FIRST_PAUSE_MS = 200;
    private static final long LONGEST_PAUSE_MS = 5_000;
    /** Failures in a row, without a step between them, that an operator should hear of. */
    private static final int ALARMING_FAILURES = 5;

    /** What a learner is doing. */
    public enum State {
        STARTING,
        STANDING_BY,
        LEADING,
        /** Something went wrong; a new beginning is under way. */
        RETRYING,
        /** It cannot go on without an operator. */
        STOPPED,
        CLOSED
    }

    private final Supplier<PreferenceSource> sources;
    private final Supplier<Leadership> leaderships;
    private final Announcer announcer;
    private final LongSupplier committedSteps;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile State state = State.STARTING;
    private volatile String failure = "";
    private long pauseMillis = FIRST_PAUSE_MS;
    private long stepsAtFailure;
    private int failures;

    /** @param committedSteps how many steps were committed so far: signs of life between failures */
    public LearnerLoop(
            Supplier<PreferenceSource> sources,
            Supplier<Leadership> leaderships,
            Announcer announcer,
            LongSupplier committedSteps) {
        this.sources = sources;
        this.leaderships = leaderships;
        this.announcer = announcer;
        this.committedSteps = committedSteps;
    }

    public State state() {
        return state;
    }

    /** Why it stopped or retries; empty if it does neither. */
    public String failure() {
        return failure;
    }

    /** Asks it to end; it does so between two steps. */
    public void stop() {
        closing.countDown();
    }

    @Override
    public void run() {
        try (Leadership leadership = leaderships.get()) {
            while (goesOn()) {
                attempt(leadership);
            }
        } catch (LearnerStoppedException e) {
            LOG.error(e.getMessage(), e.getCause());
            fail(State.STOPPED, e);
            alertOfStop(Cause.message(e));
            return;
        } catch (RuntimeException | Error e) {
            LOG.error("the learner stops: {}", e.toString(), e);
            fail(State.STOPPED, e);
            try {
                alertOfStop("The learner stops: " + e);
            } catch (RuntimeException | Error noAlert) {
                e.addSuppressed(noAlert);
            }
            throw e;
        }
        state = State.CLOSED;
    }

    private void alertOfStop(String why) {
        announcer.publish(announcer.alert("learner_stopped", why, Map.of()));
    }

    private void attempt(Leadership leadership) {
        try (PreferenceSource source = sources.get()) {
            while (goesOn()) {
                source.poll(STAND_BY_POLL);
                if (source.isOwned()) {
                    leadership.serve(source, this::goesOn, this::lead);
                } else if (source.isMember()) {
                    state = State.STANDING_BY;
                }
            }
        } catch (LearnerStoppedException e) {
            throw e;
        } catch (ProducerFencedException | InvalidProducerEpochException | FencedInstanceIdException e) {
            LOG.info("another learner leads now; this one steps down");
            retry(e);
        } catch (WakeupException | InterruptException e) {
            LOG.debug("asked to end", e);
        } catch (RuntimeException e) {
            LOG.warn("the learner begins again in {} ms: {}", pauseMillis, e.toString());
            LOG.debug("in full", e);
            retry(e);
        }
    }

    private boolean goesOn() {
        return closing.getCount() > 0;
    }

    private void lead() {
        state = State.LEADING;
        failure = "";
    }

    private void retry(RuntimeException e) {
        fail(State.RETRYING, e);
        long steps = committedSteps.getAsLong();
        if (steps != stepsAtFailure) {
            stepsAtFailure = steps;
            failures = 0;
            pauseMillis = FIRST_PAUSE_MS;
        }
        if (++failures == ALARMING_FAILURES) {
            announcer.publish(announcer.alert(
                    "learner_retrying", "failed " + failures + " times in a row, last by " + e, Map.of()));
        }
        try {
            if (closing.await(pauseMillis, TimeUnit.MILLISECONDS)) {
                LOG.debug("asked to end while waiting");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            closing.countDown();
        }
        pauseMillis = Math.min(LONGEST_PAUSE_MS, 2 * pauseMillis);
    }

    private void fail(State newState, Throwable e) {
        state = newState;
        failure = e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
