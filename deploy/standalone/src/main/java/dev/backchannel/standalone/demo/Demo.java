package dev.backchannel.standalone.demo;

import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.demo.client.Clients;
import dev.backchannel.standalone.demo.measure.Exam;
import dev.backchannel.standalone.demo.measure.ExamResult;
import dev.backchannel.standalone.demo.measure.HeldOut;
import dev.backchannel.standalone.demo.measure.RecentShare;
import dev.backchannel.standalone.demo.measure.SignalTracker;
import dev.backchannel.standalone.demo.measure.TopicWatch;
import dev.backchannel.standalone.demo.screen.ClosingPage;
import dev.backchannel.standalone.demo.screen.Progress;
import dev.backchannel.standalone.demo.screen.QuietConsole;
import dev.backchannel.standalone.demo.screen.Screen;
import dev.backchannel.standalone.demo.user.Behaviour;
import dev.backchannel.standalone.demo.user.BehaviourMix;
import dev.backchannel.standalone.demo.user.Crowd;
import dev.backchannel.standalone.demo.user.Pacer;
import dev.backchannel.standalone.demo.user.Population;
import dev.backchannel.standalone.demo.user.Questions;
import dev.backchannel.standalone.demo.user.Scene;
import dev.backchannel.standalone.system.Standalone;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A population of simulated users chats with the running system, reacts, and measures what it learns. */
public final class Demo {
    private static final int HELD_OUT_PAIRS = 240;
    private static final int CONVERSATIONS_AT_A_TIME = 12;
    private static final int LIVE_WINDOW = 100;
    private static final double SLOWEST_PER_SECOND = 3;
    private static final double FASTEST_PER_SECOND = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration READY = Duration.ofMinutes(2);
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(200);

    private final DemoOptions options;
    private final Standalone system;
    private final Clock clock = Clock.systemUTC();
    private final Phases phases = new Phases(System::nanoTime);
    private final Screen screen;
    private final Population population;
    private final List<HeldOut> heldOut;
    private final SignalTracker tracker = new SignalTracker();
    private final RecentShare satisfied = new RecentShare(LIVE_WINDOW);
    private final Pacer pacer = new Pacer(System::nanoTime, SLOWEST_PER_SECOND, FASTEST_PER_SECOND, PATIENCE);
    private final Clients clients;
    private long failed;

    private Demo(DemoOptions options, Standalone system, Screen screen) {
        this.options = options;
        this.system = system;
        this.screen = screen;
        this.population = Population.generate(options.users(), options.seed());
        this.heldOut = HeldOut.draw(population, HELD_OUT_PAIRS, options.seed());
        this.clients = Clients.of(system.url(), clock);
    }

    /**
     * @param starting starts the system, which is stopped in the end
     * @return the exit status: 0 when the loop closed
     */
    public static int run(DemoOptions options, Supplier<Standalone> starting) {
        QuietConsole.enable();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Screen screen = Screen.on(out);
        screen.say("starting Kafka, streams, learner and policy server …");
        try (Standalone system = starting.get()) {
            DemoReport report = new Demo(options, system, screen).play();
            if (options.report().isPresent()) {
                Files.writeString(options.report().get(), report.json().toPrettyString() + "\n");
            }
            if (options.json()) {
                out.println(report.json());
            }
            return report.shortfalls().isEmpty() ? 0 : 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.failure("the demo was interrupted");
        } catch (IOException e) {
            throw UserError.failure(
                    "the report could not be written to " + options.report().get() + ": " + e, e);
        }
    }

    private DemoReport play() throws InterruptedException {
        phases.run("ready", () -> system.awaitReady(READY));
        screen.say("%d users, house style: %s".formatted(population.users().size(), population.describe()));
        Exam exam = new Exam(clients.chat(), heldOut);
        try (TopicWatch watch = new TopicWatch(system.bootstrapServers(), system.topics(), tracker)) {
            screen.say("asking the base %d held-out questions …".formatted(exam.size()));
            ExamResult before = phases.time("before", () -> exam.sit("base"));
            screen.say("satisfaction before: %.2f; at most %.2f with one policy for all"
                    .formatted(before.satisfaction(), population.ceiling()));
            phases.run("chat", () -> letUsersChat(before.satisfaction()));
            screen.say("the users are gone; what they said settles …");
            phases.run("settle", () -> failed += new Settling(clients, tracker, clock).await(BETWEEN_QUESTIONS));
            ExamResult after = phases.time("after", () -> exam.sit("policy"));
            long now = clock.millis();
            DemoReport report = new DemoReport(
                    options,
                    population,
                    before,
                    after,
                    satisfied.share(),
                    tracker.counts(),
                    tracker.feedbackToServed(now),
                    failed,
                    phases.time("audit", clients.ledger()::audit),
                    phases.seconds());
            new ClosingPage(screen).print(report);
            return report;
        }
    }

    private void letUsersChat(double before) throws InterruptedException {
        Questions questions = new Questions(heldOut.stream().map(HeldOut::asked).collect(Collectors.toSet()));
        Behaviour behaviour = new Behaviour(BehaviourMix.usual());
        Scene scene =
                new Scene(questions, behaviour, clients.chat(), clients.events(), (answer, judgement, elapsed) -> {
                    satisfied.add(judgement.satisfied());
                    tracker.answered(answer.checkpoint(), clock.millis());
                });
        long begun = System.nanoTime();
        Crowd crowd = new Crowd(population, scene, pacer, CONVERSATIONS_AT_A_TIME, options.seed());
        try (crowd) {
            Duration elapsed = Duration.ZERO;
            while (elapsed.compareTo(options.length()) < 0) {
                TimeUnit.NANOSECONDS.sleep(
                        Math.min(TICK.toNanos(), options.length().minus(elapsed).toNanos()));
                elapsed = Duration.ofNanos(System.nanoTime() - begun);
                pacer.adapt(Duration.ofMillis(tracker.longestWait(clock.millis())));
                screen.show(progress(elapsed, crowd.failed(), before));
            }
        }
        failed = crowd.failed();
        screen.done();
    }

    private Progress progress(Duration elapsed, long failures, double before) {
        return new Progress(
                elapsed,
                options.length(),
                pacer.perSecond(),
                tracker.counts(),
                system.servedCheckpoint(),
                before,
                satisfied.share(),
                population.ceiling(),
                tracker.latency(clock.millis()),
                failures);
    }
}
