package dev.backchannel.standalone.bench.serving;

import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.bench.BenchOutput;
import dev.backchannel.standalone.bench.BenchResult;
import dev.backchannel.standalone.bench.measure.ProcessMemory;
import dev.backchannel.standalone.bench.measure.Quantile;
import dev.backchannel.standalone.bench.measure.RoleUnderTest;
import dev.backchannel.standalone.bench.serving.BenchCheckpoints.Made;
import dev.backchannel.standalone.bench.serving.StreamLoad.StreamedAnswer;
import dev.backchannel.standalone.cli.SystemOptions;
import dev.backchannel.standalone.demo.screen.QuietConsole;
import dev.backchannel.standalone.system.RoleKind;
import dev.backchannel.standalone.system.TemporaryFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench swap}: what users notice of a new checkpoint. */
@Command(
        name = "swap",
        description =
                "Many swaps of the checkpoint under streaming load: requests that failed, answers that are not to the"
                        + " letter what the checkpoint that they name says offline, and the pauses between tokens against the same"
                        + " load without swaps.")
public final class SwapBench implements Callable<Integer> {
    private static final int CHECKPOINTS = 12;

    @Mixin
    SystemOptions system = new SystemOptions();

    @Mixin
    BenchOutput output = new BenchOutput();

    @Option(
            names = "--swaps",
            paramLabel = "N",
            defaultValue = "1000",
            description = "So many (default: ${DEFAULT-VALUE}).")
    int swaps;

    @Option(
            names = "--streams",
            paramLabel = "N",
            defaultValue = "16",
            description = "Answers at a time (default: ${DEFAULT-VALUE}).")
    int streams;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "5",
            description = "Swaps per second, if the server keeps up (default: ${DEFAULT-VALUE}).")
    double rate;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "30",
            description = "Measure the load without swaps for this long, half before and half after (default:"
                    + " ${DEFAULT-VALUE}).")
    double seconds;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            defaultValue = "64",
            description = "Length limit of an answer (default: ${DEFAULT-VALUE}).")
    int tokens;

    /** A stretch of load, and its answers. */
    private record Stretch(StreamFigures figures, List<StreamedAnswer> answers) {}

    private record Memory(long resident, ProcessMemory.InUse inUse) {
        static Memory now() {
            return new Memory(ProcessMemory.residentBytes(), ProcessMemory.inUse());
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        if (swaps < 2 || streams < 1 || streams > 1000 || tokens < 2 || !(rate > 0) || !(seconds > 0)) {
            throw UserError.usage("--swaps is " + swaps + " (at least 2), --streams " + streams
                    + " (1 to 1000), --tokens " + tokens + " (at least 2), --rate " + rate + " and --seconds " + seconds
                    + " (more than 0)");
        }
        QuietConsole.enable();
        try (TemporaryFolder folder = TemporaryFolder.create("backchannel-bench")) {
            output.progress("starting Kafka and the policy server …");
            try (RoleUnderTest serving = RoleUnderTest.start(system, folder.path(), RoleKind.POLICY_SERVER)) {
                return measure(serving);
            }
        }
    }

    private Integer measure(RoleUnderTest serving) throws InterruptedException {
        output.progress("making " + CHECKPOINTS + " checkpoints …");
        BenchCheckpoints maker = new BenchCheckpoints(serving.model(), serving.store());
        List<Made> checkpoints = new ArrayList<>();
        for (int i = 0; i < CHECKPOINTS; i++) {
            checkpoints.add(maker.make(i, BenchQuestions.TEXTS, tokens));
        }
        try (Swapper swapper =
                new Swapper(serving.topics().checkpoints, serving.bootstrapServers(), serving::checkpoint)) {
            swapper.swapTo(checkpoints.get(CHECKPOINTS - 1));
            output.progress("warming up …");
            load(serving, this::still);
            output.progress("without swaps …");
            Stretch before = load(serving, this::still);
            output.progress(swaps + " swaps …");
            List<Memory> halfway = new ArrayList<>();
            List<Double> swapMillis = new ArrayList<>();
            Stretch swapping = load(
                    serving,
                    () -> swapMillis.addAll(swapper.swap(checkpoints, swaps, rate, () -> halfway.add(Memory.now()))));
            Memory atTheEnd = Memory.now();
            output.progress("without swaps again …");
            Stretch after = load(serving, this::still);
            return report(checkpoints, List.of(before, swapping, after), swapMillis, halfway.get(0), atTheEnd);
        }
    }

    private void still() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(Math.round(seconds * 500));
    }

    private interface Meanwhile {
        void run() throws InterruptedException;
    }

    private Stretch load(RoleUnderTest serving, Meanwhile meanwhile) throws InterruptedException {
        try (StreamLoad load = StreamLoad.start(
                serving.url(),
                streams,
                question -> BenchQuestions.body(BenchQuestions.TEXTS.get(question), tokens, 0, true),
                BenchQuestions.TEXTS.size())) {
            load.awaitUnderWay();
            long begin = System.nanoTime();
            meanwhile.run();
            long end = System.nanoTime();
            List<StreamedAnswer> answers = load.stop();
            return new Stretch(StreamFigures.of(answers, begin, end), answers);
        }
    }

    private int report(
            List<Made> checkpoints, List<Stretch> stretches, List<Double> swapMillis, Memory halfway, Memory atTheEnd) {
        SameAnswers same = SameAnswers.of(
                checkpoints,
                stretches.stream().flatMap(one -> one.answers().stream()).toList());
        List<Double> still = new ArrayList<>(stretches.get(0).figures().gaps());
        still.addAll(stretches.get(2).figures().gaps());
        still.sort(null);
        List<Double> swapping = stretches.get(1).figures().gaps();
        long failed =
                stretches.stream().mapToLong(one -> one.figures().failed()).sum();
        double gapStill = Quantile.at(still, 0.99);
        double gapSwapping = Quantile.at(swapping, 0.99);
        output.print(new BenchResult("swap")
                .put("failedRequests", failed)
                .put("mixedAnswers", same.different())
                .put("ratio", gapSwapping / gapStill)
                .put("gapP99Ms", gapSwapping)
                .put("gapP99WithoutSwapsMs", gapStill)
                .put("gapP50Ms", Quantile.at(swapping, 0.5))
                .put("gapP50WithoutSwapsMs", Quantile.at(still, 0.5))
                .put("gapMaxMs", Quantile.at(swapping, 1))
                .put("gapMaxWithoutSwapsMs", Quantile.at(still, 1))
                .put("swaps", swaps)
                .put("swapP50Ms", Quantile.at(swapMillis, 0.5))
                .put("swapMaxMs", Quantile.at(swapMillis, 1))
                .put("answers", same.compared())
                .put("answersWhileSwapping", stretches.get(1).figures().answers())
                .put("checkpointsNamed", same.checkpointsNamed())
                .put("distinctReferences", same.distinctReferences())
                .put("residentMiBHalfway", halfway.resident() >> 20)
                .put("residentMiBAtTheEnd", atTheEnd.resident() >> 20)
                .put("heapUsedMiBHalfway", halfway.inUse().heap() >> 20)
                .put("heapUsedMiBAtTheEnd", atTheEnd.inUse().heap() >> 20)
                .put("beyondHeapMiBHalfway", halfway.inUse().elsewhere() >> 20)
                .put("beyondHeapMiBAtTheEnd", atTheEnd.inUse().elsewhere() >> 20)
                .put("tokensPerSecond", stretches.get(1).figures().tokensPerSecond())
                .put(
                        "tokensPerSecondWithoutSwaps",
                        (stretches.get(0).figures().tokensPerSecond()
                                        + stretches.get(2).figures().tokensPerSecond())
                                / 2)
                .put("streams", streams)
                .put("swapsPerSecond", rate));
        same.examples().forEach(output::progress);
        return failed == 0 && same.different() == 0 ? 0 : 1;
    }
}
