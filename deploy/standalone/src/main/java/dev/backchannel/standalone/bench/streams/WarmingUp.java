package dev.backchannel.standalone.bench.streams;

import dev.backchannel.standalone.bench.measure.WarmUp;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Runs of both topologies that are not measured. */
final class WarmingUp implements WarmUp.Load {
    /** Of the real topology. */
    private static final double SECONDS = 10;

    private final BenchBroker broker;
    private final Tested tested;
    private final int partitions;
    private final Path folder;
    private final long leastEvents;
    private final long seed;
    private final Consumer<String> progress;
    private int number;
    private double eventsPerSecond;

    WarmingUp(
            BenchBroker broker,
            Tested tested,
            int partitions,
            Path folder,
            long leastEvents,
            long seed,
            Consumer<String> progress) {
        this.broker = broker;
        this.tested = tested;
        this.partitions = partitions;
        this.folder = folder;
        this.leastEvents = leastEvents;
        this.seed = seed;
        this.progress = progress;
    }

    @Override
    public void run() throws InterruptedException {
        Round round = new Round(broker, tested, partitions, folder, "warm-up" + number);
        Input input = round.write(Math.max(leastEvents, Math.round(eventsPerSecond * SECONDS)), seed - 1 - number++);
        Pace passed = round.passThrough(input);
        Pace settled = round.backchannel(input);
        progress.accept(Run.describe(input, passed, settled));
        eventsPerSecond = settled.eventsPerSecond();
        round.delete();
    }

    /** The real topology's, in the last run. */
    double eventsPerSecond() {
        return eventsPerSecond;
    }
}
