package dev.backchannel.learner;

import dev.backchannel.learner.gate.Gate;
import dev.backchannel.learner.log.Announcer;
import dev.backchannel.learner.log.PreferenceSource;
import dev.backchannel.learner.run.Leadership;
import dev.backchannel.learner.run.LearnerFigures;
import dev.backchannel.learner.run.LearnerLoop;
import dev.backchannel.learner.run.LearnerLoop.State;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns from {@code preferences} and commits checkpoints. Any number of these may run for one policy: one leads, the
 * others stand by. The topics must exist.
 */
public final class LearnerRole implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LearnerRole.class);
    private static final long HEARTBEAT_MS = 2_000;
    private static final long LONGEST_CLOSE_MS = 30_000;

    private final LearnerLoop loop;
    private final Announcer announcer;
    private final LearnerFigures figures;
    private final Thread thread;
    private final ScheduledThreadPoolExecutor heartbeats;

    private LearnerRole(LearnerLoop loop, Announcer announcer, LearnerFigures figures) {
        this.loop = loop;
        this.announcer = announcer;
        this.figures = figures;
        this.thread = new Thread(loop, "learner");
        this.heartbeats = new ScheduledThreadPoolExecutor(1, work -> {
            Thread daemon = new Thread(work, "learner-heartbeat");
            daemon.setDaemon(true);
            return daemon;
        });
    }

    /**
     * Starts a learner on a thread of its own.
     *
     * @param store of this policy's checkpoints; no other policy may use it
     * @throws IllegalArgumentException if the gate's own canaries cannot be read or used
     * @return at once; {@link #ready()} says when it is at work
     */
    public static LearnerRole start(
            LearnerConfig config,
            Topics topics,
            String bootstrapServers,
            PolicyModel model,
            CheckpointStore store,
            MeterRegistry registry) {
        Gate.check(config.gate().canaries(), model);
        Clock clock = Clock.systemUTC();
        LearnerFigures figures = new LearnerFigures(registry);
        String instance =
                config.membership().instance().orElseGet(() -> UUID.randomUUID().toString());
        Announcer announcer = new Announcer(topics, bootstrapServers, instance, clock);
        LearnerLoop loop = new LearnerLoop(
                () -> new PreferenceSource(topics, bootstrapServers, config.membership()),
                () -> new Leadership(
                        config, topics, bootstrapServers, model, store, announcer, figures, clock, System::nanoTime),
                announcer,
                figures::committedSteps);
        LearnerRole role = new LearnerRole(loop, announcer, figures);
        Gauge.builder("backchannel.learner.leading", role, r -> r.state() == State.LEADING ? 1 : 0)
                .description("1 where preferences are learned from, 0 where somebody stands by")
                .register(registry);
        role.thread.start();
        var unused = role.heartbeats.scheduleWithFixedDelay(role::beat, 0, HEARTBEAT_MS, TimeUnit.MILLISECONDS);
        return role;
    }

    /** Whether it leads, or stands by to lead. */
    public boolean ready() {
        return loop.state() == State.LEADING || loop.state() == State.STANDING_BY;
    }

    public State state() {
        return loop.state();
    }

    /** Why it is not ready, if something went wrong. */
    public Optional<String> failure() {
        return loop.failure().isEmpty() ? Optional.empty() : Optional.of(loop.failure());
    }

    /** Whether it leads, has read all preferences there are, and can make no step of what waits. */
    public boolean caughtUp() {
        return loop.state() == State.LEADING && figures.caughtUp();
    }

    /** Steps of this process whose checkpoint was committed, promoted or refused. */
    public long committedSteps() {
        return figures.committedSteps();
    }

    /** Records read that no committed step covers. */
    public int waiting() {
        return figures.waiting();
    }

    private void beat() {
        try {
            announcer.heartbeat(
                    loop.state().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    figures.checkpoint(),
                    figures.all());
        } catch (RuntimeException e) {
            LOG.debug("no heartbeat", e);
        }
    }

    /** Ends between two steps; what was not committed is taken up by the next leader. */
    @Override
    public void close() {
        loop.stop();
        try {
            thread.join(LONGEST_CLOSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        heartbeats.shutdownNow();
        beat();
        announcer.close();
    }
}
