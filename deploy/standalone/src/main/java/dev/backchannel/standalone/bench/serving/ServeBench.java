package dev.backchannel.standalone.bench.serving;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.policy.ChatMessage;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.bench.BenchOutput;
import dev.backchannel.standalone.bench.BenchResult;
import dev.backchannel.standalone.bench.measure.Quantile;
import dev.backchannel.standalone.bench.measure.RoleUnderTest;
import dev.backchannel.standalone.bench.measure.WarmUp;
import dev.backchannel.standalone.cli.SystemOptions;
import dev.backchannel.standalone.demo.screen.QuietConsole;
import dev.backchannel.standalone.system.RoleKind;
import dev.backchannel.standalone.system.TemporaryFolder;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench serve}: what batching gains, and what HTTP costs. */
@Command(
        name = "serve",
        description =
                "Generated tokens per second over HTTP at 1, 8 and 32 streams, against the bare graph on the same"
                        + " prompts at 32 rows; time to the first token; and what HTTP adds to a request for one token at a steady rate.")
public final class ServeBench implements Callable<Integer> {
    private static final int ONE = 1;
    private static final int FEW = 8;
    private static final int MANY = 32;
    private static final double WARM_UP_ROUND = 5;

    @Mixin
    SystemOptions system = new SystemOptions();

    @Mixin
    BenchOutput output = new BenchOutput();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "15",
            description = "Measure each number of streams, and each other figure, for this long (default:"
                    + " ${DEFAULT-VALUE}).")
    double seconds;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            defaultValue = "96",
            description = "Length limit of an answer; most end by themselves (default: ${DEFAULT-VALUE}).")
    int tokens;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "200",
            description = "Requests for one token per second (default: ${DEFAULT-VALUE}).")
    double rate;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "240",
            description = "Before the requests for one token are measured they run until the virtual machine has nearly"
                    + " stopped compiling, as in a server that runs for hours, but at most for so many seconds (default:"
                    + " ${DEFAULT-VALUE}).")
    double warmUpLimit;

    private final AtomicLong asked = new AtomicLong(46_656); // four letters from the start, so that all are as long

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (!(seconds > 0 && seconds <= 3600) || !(rate > 0 && rate <= 10_000) || tokens < 2) {
            throw UserError.usage("--seconds is " + seconds + " (more than 0, at most 3600), --rate " + rate
                    + " (more than 0, at most 10000), --tokens " + tokens + " (at least 2)");
        }
        QuietConsole.enable();
        try (TemporaryFolder folder = TemporaryFolder.create("backchannel-bench")) {
            output.progress("starting Kafka and the policy server …");
            try (RoleUnderTest serving = RoleUnderTest.start(system, folder.path(), RoleKind.POLICY_SERVER)) {
                return measure(serving);
            }
        }
    }

    private Integer measure(RoleUnderTest serving) throws InterruptedException, IOException {
        output.progress("warming up …");
        streams(serving, FEW, Math.min(5, seconds));
        Map<Integer, StreamFigures> byStreams = new LinkedHashMap<>();
        for (int count : new int[] {ONE, FEW, MANY}) {
            output.progress(count + " streams …");
            byStreams.put(count, streams(serving, count, seconds));
        }
        output.progress(MANY + " streams with questions that were asked before …");
        StreamFigures again = load(serving, MANY, seconds, BenchQuestions.TEXTS::get);
        output.progress(rate + " requests a second for one token …");
        byte[] oneToken = BenchQuestions.body(BenchQuestions.TEXTS.get(0), 1, 0, false);
        double warmUp = WarmUp.untilCompiled(
                () -> HttpLatency.measure(serving.url(), oneToken, rate, Math.min(WARM_UP_ROUND, seconds)),
                warmUpLimit);
        HttpLatency latency = HttpLatency.measure(serving.url(), oneToken, rate, seconds);
        output.progress("the bare decode graph …");
        List<int[]> prompts = IntStream.range(0, BenchQuestions.TEXTS.size())
                .mapToObj(question -> BenchQuestions.fresh(question, asked.get()))
                .map(text -> serving.model().prompts().prompt(List.of(ChatMessage.user(text))))
                .toList();
        int length = Math.max(2, (int) Math.round(of(byStreams, MANY).meanTokens()));
        BareDecode bare = BareDecode.measure(serving.model(), prompts, MANY, length, seconds);
        long failed = latency.failed()
                + byStreams.values().stream().mapToLong(StreamFigures::failed).sum();
        output.print(result(byStreams, latency, bare)
                .put("failedRequests", failed + again.failed())
                .put("reuseGain", again.tokensPerSecond() / of(byStreams, MANY).tokensPerSecond())
                .put("sentLateRequests", latency.sentLate())
                .put("warmUpSeconds", warmUp)
                .put("threads", serving.model().options().threads())
                .put("seconds", seconds));
        return failed + again.failed() == 0 ? 0 : 1;
    }

    private StreamFigures streams(RoleUnderTest serving, int count, double length) throws InterruptedException {
        return load(serving, count, length, question -> BenchQuestions.fresh(question, asked.getAndIncrement()));
    }

    private StreamFigures load(RoleUnderTest serving, int count, double length, IntFunction<String> ask)
            throws InterruptedException {
        try (StreamLoad load = StreamLoad.start(
                serving.url(),
                count,
                question -> BenchQuestions.body(ask.apply(question), tokens, 1, true),
                BenchQuestions.TEXTS.size())) {
            load.awaitUnderWay();
            long begin = System.nanoTime();
            TimeUnit.MILLISECONDS.sleep(Math.round(length * 1000));
            long end = System.nanoTime();
            return StreamFigures.of(load.stop(), begin, end);
        }
    }

    private static StreamFigures of(Map<Integer, StreamFigures> byStreams, int count) {
        return Objects.requireNonNull(byStreams.get(count), () -> count + " streams were not measured");
    }

    private static BenchResult result(Map<Integer, StreamFigures> byStreams, HttpLatency latency, BareDecode bare) {
        double many = of(byStreams, MANY).tokensPerSecond();
        BenchResult result = new BenchResult("serve")
                .put("ratio", many / of(byStreams, ONE).tokensPerSecond())
                .put("batchEfficiency", many / bare.withPrompts())
                .put("decodeEfficiency", many / bare.decode())
                .put("addedP50Ms", Quantile.at(latency.added(), 0.5))
                .put("addedP99Ms", Quantile.at(latency.added(), 0.99))
                .put("wakeUpP99Ms", Quantile.at(latency.lateness(), 0.99))
                .put("oneTokenP50Ms", Quantile.at(latency.total(), 0.5))
                .put("oneTokenP99Ms", Quantile.at(latency.total(), 0.99))
                .put("bareTokensPerSecond", bare.withPrompts())
                .put("bareDecodeTokensPerSecond", bare.decode())
                .put("meanAnswerTokens", of(byStreams, MANY).meanTokens());
        byStreams.forEach((count, figures) -> {
            ObjectNode one = result.object();
            one.put("tokensPerSecond", Math.round(figures.tokensPerSecond()))
                    .put("firstTokenP50Ms", rounded(Quantile.at(figures.firstToken(), 0.5)))
                    .put("firstTokenP99Ms", rounded(Quantile.at(figures.firstToken(), 0.99)))
                    .put("gapP50Ms", rounded(Quantile.at(figures.gaps(), 0.5)))
                    .put("gapP99Ms", rounded(Quantile.at(figures.gaps(), 0.99)))
                    .put("answers", figures.answers());
            result.put("streams" + count, one);
        });
        return result;
    }

    private static double rounded(double millis) {
        return Math.round(millis * 100) / 100.0;
    }
}
