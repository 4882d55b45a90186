package dev.backchannel.standalone.demo;

import dev.backchannel.standalone.demo.client.Clients;
import dev.backchannel.standalone.demo.measure.SignalTracker;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** After the users are gone: asks without ever reacting, so that the last checkpoints are seen to be served, until nothing waits. */
public final class Settling {
    private static final Duration LONGEST = Duration.ofSeconds(45);

    private final Clients clients;
    private final SignalTracker tracker;
    private final Clock clock;

    public Settling(Clients clients, SignalTracker tracker, Clock clock) {
        this.clients = clients;
        this.tracker = tracker;
        this.clock = clock;
    }

    /**
     * Waits, but not for ever.
     *
     * @param pause between two questions
     * @return requests that failed
     */
    public long await(Duration pause) throws InterruptedException {
        Bystander bystander =
                new Bystander(clients.chat(), answer -> tracker.answered(answer.checkpoint(), clock.millis()));
        long deadline = System.nanoTime() + LONGEST.toNanos();
        boolean settled = false;
        while (!settled && System.nanoTime() < deadline) {
            bystander.ask();
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            settled = tracker.longestWait(clock.millis()) == 0
                    && clients.ledger().audit().inFlight() == 0;
        }
        return bystander.failed();
    }
}
