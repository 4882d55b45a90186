package dev.backchannel.standalone.bench.loop;

import dev.backchannel.standalone.demo.Settling;
import dev.backchannel.standalone.demo.client.Clients;
import dev.backchannel.standalone.demo.measure.SignalTracker;
import dev.backchannel.standalone.demo.measure.TopicWatch;
import dev.backchannel.standalone.demo.user.Behaviour;
import dev.backchannel.standalone.demo.user.BehaviourMix;
import dev.backchannel.standalone.demo.user.Crowd;
import dev.backchannel.standalone.demo.user.Pacer;
import dev.backchannel.standalone.demo.user.Population;
import dev.backchannel.standalone.demo.user.Questions;
import dev.backchannel.standalone.demo.user.Scene;
import dev.backchannel.standalone.system.Standalone;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The demo's users on a running system, at a rate that no backlog slows down. */
final class LoopRun {
    private static final int USERS = 100;
    private static final int CONVERSATIONS_AT_A_TIME = 12;
    private static final Duration READY = Duration.ofMinutes(2);

    private final Standalone system;
    private final double rate;
    private final long seed;
    private final Clock clock = Clock.systemUTC();
    private final SignalTracker tracker = new SignalTracker();
    private final Clients clients;

    /** @param rate requests per second */
    LoopRun(Standalone system, double rate, long seed) {
        this.system = system;
        this.rate = rate;
        this.seed = seed;
        this.clients = Clients.of(system.url(), clock);
    }

    LoopFigures measure(Duration length, Consumer<String> progress) throws InterruptedException {
        system.awaitReady(READY);
        try (TopicWatch watch = new TopicWatch(system.bootstrapServers(), system.topics(), tracker)) {
            progress.accept("users chat for " + length.toSeconds() + " s …");
            long failed = letUsersChat(length);
            progress.accept("the users are gone; what they said settles …");
            failed += new Settling(clients, tracker, clock).await(Duration.ofMillis(Math.round(1000 / rate)));
            long now = clock.millis();
            return new LoopFigures(
                    tracker.feedbackToServedByKind(now),
                    tracker.unserved(),
                    tracker.counts().served(),
                    failed);
        }
    }

    private long letUsersChat(Duration length) throws InterruptedException {
        Pacer steady = new Pacer(System::nanoTime, rate, rate, Duration.ZERO);
        Scene scene = new Scene(
                new Questions(Set.of()),
                new Behaviour(BehaviourMix.usual()),
                clients.chat(),
                clients.events(),
                (answer, judgement, elapsed) -> tracker.answered(answer.checkpoint(), clock.millis()));
        Crowd crowd = new Crowd(Population.generate(USERS, seed), scene, steady, CONVERSATIONS_AT_A_TIME, seed);
        try (crowd) {
            TimeUnit.MILLISECONDS.sleep(length.toMillis());
        }
        return crowd.failed();
    }
}
