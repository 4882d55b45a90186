package dev.backchannel.learner.run;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Verdict;
import dev.backchannel.learner.gate.Gate;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What the learner measures of itself, for meters and for heartbeats. Thread-safe. */
public final class LearnerFigures {
    private static final String PREFIX = "backchannel.learner.";

    private final Counter promoted;
    private final Counter refused;
    private final Counter taught;
    private final Counter inFull;
    private final Counter storeFailures;
    private final Timer stepTime;
    private final Timer gateTime;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger storeAway = new AtomicInteger();
    private final AtomicInteger paused = new AtomicInteger();
    private final AtomicInteger quarantined = new AtomicInteger();
    private final Map<String, Double> newest = new ConcurrentSkipListMap<>();
    private volatile @Nullable String checkpoint;
    private volatile boolean caughtUp;

    public LearnerFigures(MeterRegistry registry) {
        this.promoted = registry.counter(PREFIX + "checkpoints", "verdict", "promoted");
        this.refused = registry.counter(PREFIX + "checkpoints", "verdict", "refused");
        this.taught = registry.counter(PREFIX + "preferences.taught");
        this.inFull = registry.counter(PREFIX + "gate.in.full");
        this.stepTime = registry.timer(PREFIX + "step");
        this.gateTime = registry.timer(PREFIX + "gate");
        this.storeFailures = registry.counter(PREFIX + "store.failures");
        registry.gauge(PREFIX + "waiting", waiting);
        registry.gauge(PREFIX + "store.away", storeAway);
        registry.gauge(PREFIX + "paused", paused);
        registry.gauge(PREFIX + "quarantined", quarantined);
        for (String name : new String[] {
            "loss",
            "margin",
            "accuracy",
            "kl",
            "kl.batch",
            "delta.norm",
            "chosen.log.prob",
            "displaced",
            "still.steps",
            "canary.flattery",
            "canary.refusal"
        }) {
            Gauge.builder(PREFIX + name, newest, figures -> figures.getOrDefault(name, Double.NaN))
                    .register(registry);
        }
    }

    void waiting(int records) {
        waiting.set(records);
    }

    /** @param away a checkpoint waits for its store; false: not any more */
    void storeAway(boolean away) {
        storeAway.set(away ? 1 : 0);
        if (away) {
            storeFailures.increment();
        }
    }

    /**
     * What operators want.
     *
     * @param noSteps for now
     * @param users who may not teach
     */
    void told(boolean noSteps, int users) {
        paused.set(noSteps ? 1 : 0);
        quarantined.set(users);
    }

    void caughtUp(boolean yes) {
        caughtUp = yes;
    }

    /** Whether all preferences were read, and nothing of what waits makes a step now. */
    public boolean caughtUp() {
        return caughtUp;
    }

    /** Records read that no committed step covers. */
    public int waiting() {
        return waiting.get();
    }

    void promoted(Checkpoint good) {
        checkpoint = good.getCheckpointId();
        newest.put("step", (double) good.getStep());
    }

    void committed(Checkpoint record, int fresh) {
        newest.putAll(record.getMetrics());
        newest.put("shadow", record.getShadow() ? 1.0 : 0.0);
        stepTime.record(millis(record, "step.ms"), TimeUnit.MICROSECONDS);
        gateTime.record(millis(record, "gate.ms"), TimeUnit.MICROSECONDS);
        inFull.increment(record.getMetrics().getOrDefault(Gate.IN_FULL, 0.0));
        if (record.getGate().getVerdict() == Verdict.REFUSED) {
            refused.increment();
        } else {
            promoted.increment();
            taught.increment(fresh);
            promoted(record);
        }
    }

    /** The checkpoint that the next step starts from; null before the first. */
    public @Nullable String checkpoint() {
        return checkpoint;
    }

    /** Steps of this process whose checkpoint was committed, promoted or refused. */
    public long committedSteps() {
        return (long) (promoted.count() + refused.count());
    }

    /** For a heartbeat. */
    public Map<String, Double> all() {
        Map<String, Double> all = new TreeMap<>(newest);
        all.put("waiting", waiting.doubleValue());
        all.put("paused", paused.doubleValue());
        all.put("quarantined", quarantined.doubleValue());
        all.put("steps.promoted", promoted.count());
        all.put("steps.refused", refused.count());
        all.put("steps.in.full", inFull.count());
        all.put("preferences.taught", taught.count());
        return all;
    }

    private static long millis(Checkpoint record, String name) {
        return (long) (1_000 * record.getMetrics().getOrDefault(name, 0.0));
    }
}
