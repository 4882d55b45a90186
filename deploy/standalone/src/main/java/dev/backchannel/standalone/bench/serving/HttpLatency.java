package dev.backchannel.standalone.bench.serving;

import dev.backchannel.standalone.bench.measure.HttpConnection;
import dev.backchannel.standalone.bench.measure.HttpReply;
import dev.backchannel.standalone.bench.measure.Lateness;
import dev.backchannel.standalone.bench.measure.OpenLoop;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What HTTP, parsing, templating, the spool and the way between threads add to the engine's own time, at a steady rate of
 * requests for one token.
 *
 * @param added milliseconds from sending a request to having its answer, less the engine's own, sorted
 * @param total the same, the engine's included
 * @param lateness milliseconds that a thread which does nothing else woke later than it had asked to, at the same time, sorted:
 *     below this no figure of this machine can fall, for an answer wakes several threads
 * @param sentLate requests that had to wait for a connection, because the server cannot keep up with the rate
 */
record HttpLatency(List<Double> added, List<Double> total, List<Double> lateness, long failed, long sentLate) {
    private static final long LATE_NANOS = 10_000_000;

    /** @param body asks for one token */
    static HttpLatency measure(URI server, byte[] body, double perSecond, double seconds)
            throws IOException, InterruptedException {
        OpenLoop.Outcome outcome;
        Lateness lateness = Lateness.watch();
        try (lateness) {
            outcome = OpenLoop.run(
                    () -> new HttpConnection(server, BenchQuestions.CHAT, "application/json"),
                    number -> body,
                    perSecond,
                    seconds);
        }
        List<HttpReply> good = outcome.answered().stream()
                .map(OpenLoop.Answered::reply)
                .filter(reply -> reply.status() == 200)
                .toList();
        return new HttpLatency(
                sorted(good, reply -> millis(reply) - reply.engineMillis()),
                sorted(good, HttpLatency::millis),
                lateness.millis().stream().sorted().toList(),
                outcome.failed() + outcome.answered().size() - good.size(),
                outcome.answered().stream()
                        .filter(one -> one.reply().sentNanos() - one.dueNanos() > LATE_NANOS)
                        .count());
    }

    private static double millis(HttpReply reply) {
        return (reply.endNanos() - reply.sentNanos()) / 1e6;
    }

    private static List<Double> sorted(List<HttpReply> replies, ToDoubleFunction<HttpReply> figure) {
        return replies.stream().map(figure::applyAsDouble).sorted().toList();
    }
}
