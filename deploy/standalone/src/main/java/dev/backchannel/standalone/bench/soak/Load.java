package dev.backchannel.standalone.bench.soak;

import dev.backchannel.standalone.demo.client.Clients;
import dev.backchannel.standalone.demo.user.Behaviour;
import dev.backchannel.standalone.demo.user.BehaviourMix;
import dev.backchannel.standalone.demo.user.OpenCrowd;
import dev.backchannel.standalone.demo.user.Population;
import dev.backchannel.standalone.demo.user.Questions;
import dev.backchannel.standalone.demo.user.Scene;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;

/** The demo's users, who come by a schedule, and what they got. */
final class Load implements AutoCloseable {
    private static final Duration THINKING = Duration.ofSeconds(1);

    private final AnswerTimes times = new AnswerTimes();
    private final Clients clients;
    private final OpenCrowd crowd;

    Load(URI system, int users, long seed) {
        clients = Clients.of(system, Clock.systemUTC());
        Scene scene = new Scene(
                new Questions(Set.of()), new Behaviour(BehaviourMix.usual()), clients.chat(), clients.events(), times);
        crowd = new OpenCrowd(Population.generate(users, seed), scene, THINKING, seed);
    }

    /** @param perSecond conversations, on average */
    void arrive(double perSecond, Duration length) throws InterruptedException {
        crowd.arrive(perSecond, length);
    }

    AnswerTimes times() {
        return times;
    }

    /** Conversations that go on. */
    int open() {
        return crowd.open();
    }

    /** Requests that failed. */
    long failed() {
        return crowd.failed();
    }

    /** Answers that users have got, and reactions that the door has taken: all of it must be on the topic. */
    long acknowledged() {
        return times.total() + clients.events().accepted();
    }

    @Override
    public void close() throws InterruptedException {
        crowd.close();
    }
}
