package dev.backchannel.standalone.bench;

import dev.backchannel.standalone.bench.flr.FlrBench;
import dev.backchannel.standalone.bench.followups.FollowUpsBench;
import dev.backchannel.standalone.bench.ingest.IngestBench;
import dev.backchannel.standalone.bench.learner.LearnerBench;
import dev.backchannel.standalone.bench.learning.LearningBench;
import dev.backchannel.standalone.bench.loop.LoopBench;
import dev.backchannel.standalone.bench.redaction.RedactionBench;
import dev.backchannel.standalone.bench.serving.ServeBench;
import dev.backchannel.standalone.bench.serving.SwapBench;
import dev.backchannel.standalone.bench.soak.SoakBench;
import dev.backchannel.standalone.bench.streams.StreamsBench;
import dev.backchannel.standalone.bench.threats.ThreatsBench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench NAME}: every benchmark there is. A further one is a file and a line here. */
@Command(
        name = "bench",
        description = "Measure this system on this machine, against a limit measured in the same run.",
        subcommands = {
            IngestBench.class,
            FlrBench.class,
            FollowUpsBench.class,
            LearnerBench.class,
            LoopBench.class,
            StreamsBench.class,
            LearningBench.class,
            RedactionBench.class,
            ServeBench.class,
            SoakBench.class,
            SwapBench.class,
            ThreatsBench.class,
        },
        synopsisSubcommandLabel = "NAME")
public final class BenchCommand implements Runnable {
    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "name a benchmark: " + String.join(", ", spec.subcommands().keySet()));
    }
}
