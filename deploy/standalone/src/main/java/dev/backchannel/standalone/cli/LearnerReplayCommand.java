package dev.backchannel.standalone.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.learner.run.ReplayReport;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.system.DataDirectory;
import dev.backchannel.standalone.system.LearnerReplay;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code learner replay}: the same log, the same bytes. */
@Command(
        name = "replay",
        description = "Learn a checkpoint again from preferences, learner-steps and the base, and compare every step's"
                + " digest with what was committed; exits 0 only if all are equal.")
public final class LearnerReplayCommand implements Callable<Integer> {
    private static final long PROGRESS_EVERY = 50;

    @Mixin
    ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--from-log",
            required = true,
            description = "Replay the topics as they stand; the only source so far.")
    boolean fromLog;

    @Option(
            names = "--checkpoint",
            paramLabel = "ID",
            description = "Reproduce this checkpoint (default: the newest that the gate did not refuse).")
    @Nullable
    String checkpoint;

    @Mixin
    LogOptions log = new LogOptions();

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "The base that the learner has (default: the seed policy).")
    @Nullable
    Path model;

    @Option(
            names = "--store",
            paramLabel = "DIR|s3://BUCKET/PREFIX",
            description = "Where published adapters lie (default: the store of --data); all else comes from the log.")
    @Nullable
    String store;

    @Option(names = "--json", description = "Print one JSON object as the last line.")
    boolean json;

    @Override
    public Integer call() {
        Map<String, Object> flags = new HashMap<>();
        flags.put("bootstrap-servers", log.bootstrapServers(config).orElse(null));
        flags.put("model", model);
        flags.put("store", store);
        Settings settings = config.load(flags);
        ReplayReport report = LearnerReplay.run(
                settings,
                settings.text("bootstrap-servers"),
                log.data().map(folder -> folder.resolve(DataDirectory.storeName(settings.text("policy")))),
                Optional.ofNullable(checkpoint),
                LearnerReplayCommand::showProgress);
        System.out.println(json ? json(report) : text(report));
        return report.equal() ? 0 : 1;
    }

    private static void showProgress(long step) {
        if (step % PROGRESS_EVERY == 0) {
            System.err.println("step " + step + ": equal …");
        }
    }

    private static String text(ReplayReport report) {
        String verdicts = report.verdictsDiffer() == 0
                ? ""
                : "\nThe gate with these settings judges " + report.verdictsDiffer() + " steps otherwise than the log.";
        return report.difference()
                        .map(d -> "DIFFERS at step " + d.step() + ": committed " + d.expected() + ", replayed "
                                + d.actual()
                                + ".\nSame settings (--config, --set learner.…), same --model, same kind of"
                                + " CPU?")
                        .orElseGet(() -> "equal: checkpoint " + report.checkpointId() + " (step " + report.step()
                                + ") was" + " learned again, " + report.steps() + " digests compared")
                + verdicts;
    }

    private static String json(ReplayReport report) {
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("equal", report.equal()).put("checkpointId", report.checkpointId());
        node.put("step", report.step()).put("steps", report.steps());
        node.put("verdictsDiffer", report.verdictsDiffer());
        report.difference().ifPresent(d -> {
            ObjectNode first = node.putObject("difference");
            first.put("step", d.step()).put("expected", d.expected()).put("actual", d.actual());
        });
        return node.toString();
    }
}
