package dev.backchannel.standalone.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.learner.rebuild.RebuildReport;
import dev.backchannel.learner.run.CleanLineage;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.policy.checkpoint.FolderStore;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.source.RunningFolder;
import dev.backchannel.standalone.store.Stores;
import dev.backchannel.standalone.system.DataDirectory;
import dev.backchannel.standalone.system.LearnerRebuild;
import dev.backchannel.standalone.system.Models;
import dev.backchannel.standalone.system.StandaloneOptions;
import dev.backchannel.topics.Keys;
import dev.backchannel.topics.TopicSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code learner rebuild}: the same preferences, from scratch, as a lineage of its own. */
@Command(
        name = "rebuild",
        description = "Learn preferences again as another policy: on another base, or without some users."
                + " Run it again to take what has come in since.")
public final class LearnerRebuildCommand implements Callable<Integer> {
    private static final long PROGRESS_EVERY = 50;

    @Mixin
    ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--base",
            paramLabel = "DIR",
            description = "Learn on the base in this folder (default: --model, or the seed policy).")
    @Nullable
    Path base;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "The base that the system has (default: the seed policy).")
    @Nullable
    Path model;

    @Option(
            names = "--without-user",
            paramLabel = "USER",
            description =
                    "Leave out what this user taught; a user of another tenant is TENANT/USER. May be repeated. One of whom"
                            + " nothing is found is an error.")
    List<String> withoutUsers = List.of();

    @Option(
            names = "--from",
            paramLabel = "ID",
            description =
                    "Begin with this checkpoint, on the same base, and learn what came after it; '" + CleanLineage.LAST
                            + "': the last that knows nothing of whom --without-user names (default: begin from scratch).")
    @Nullable
    String from;

    @Option(
            names = "--from-store",
            paramLabel = "DIR|s3://…",
            description = "Where the checkpoint of --from lies (default: the store of --data).")
    @Nullable
    String fromStore;

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            description = "Name of the new policy (default: made of the base's digest and of who is left out).")
    @Nullable
    String policy;

    @Mixin
    LogOptions log = new LogOptions();

    @Option(
            names = "--store",
            paramLabel = "DIR|s3://…",
            description =
                    "Folder or bucket of the new policy's checkpoints, and of no other's (default: DATA/store.NAME).")
    @Nullable
    String store;

    @Option(names = "--json", description = "Print one JSON object as the last line.")
    boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        if (store == null
                && log.data().isEmpty()
                && log.bootstrapServers(config).isPresent()) {
            throw UserError.usage("--bootstrap-servers needs --store, a folder for the new policy's checkpoints");
        }
        if (from != null
                && fromStore == null
                && log.data().isEmpty()
                && log.bootstrapServers(config).isPresent()) {
            throw UserError.usage("--bootstrap-servers with --from needs --from-store, where that checkpoint lies");
        }
        if (base != null) {
            Models.requireFolder(base, "--base");
        }
        Map<String, Object> flags = new HashMap<>();
        flags.put("data", log.data().orElse(null));
        flags.put("store", store);
        flags.put("model", base == null ? model : base);
        Settings settings = config.load(flags);
        checkPolicy(StandaloneOptions.topics(settings));
        Path running = settings.path("data");
        Set<String> leftOut = withoutUsers.stream()
                .map(user -> user.contains("/") ? user : Keys.of(Keys.DEFAULT_TENANT, user))
                .collect(Collectors.toSet());
        RebuildReport report = LearnerRebuild.run(
                settings,
                log.bootstrapServers(config).orElseGet(() -> RunningFolder.bootstrapServers(running)),
                Optional.ofNullable(policy),
                leftOut,
                Optional.ofNullable(from),
                copies -> sourceStore(running, copies),
                name -> store(settings, running, name),
                LearnerRebuildCommand::showProgress);
        System.out.println(json ? new ObjectMapper().writeValueAsString(report) : text(report));
        return 0;
    }

    /** Before a model is loaded. */
    private void checkPolicy(TopicSettings topics) {
        try {
            var unused = topics.withPolicy(policy == null ? topics.policy() : policy);
        } catch (IllegalArgumentException e) {
            throw UserError.usage("--policy: " + e.getMessage());
        }
    }

    private CheckpointStore sourceStore(Path running, Path copies) {
        Map<String, Object> flags = new HashMap<>();
        flags.put("store", fromStore);
        Settings system = config.load(flags);
        return Stores.open(system, running.resolve(DataDirectory.storeName(system.text("policy"))), copies);
    }

    /** The system's own store is another policy's, so it is not asked for. */
    private CheckpointStore store(Settings settings, Path running, String name) {
        return store == null
                ? new FolderStore(running.resolve(DataDirectory.storeName(name)))
                : Stores.open(settings, running, running.resolve("store-copies").resolve(name));
    }

    private static void showProgress(long steps) {
        if (steps > 0 && steps % PROGRESS_EVERY == 0) {
            System.err.println(steps + " steps …");
        }
    }

    private String text(RebuildReport report) {
        String deleted = report.beginning() == 0
                ? ""
                : "\nRetention has deleted the preferences below offset " + report.beginning()
                        + "; they could not be learned again.";
        String unproven = report.unproven() == 0
                ? ""
                : "\nOf " + report.unproven()
                        + " preferences that the checkpoint it began with has learned, nobody can tell"
                        + " whose they were: retention has deleted them.";
        Path folder = base == null ? model : base;
        return "rebuilt: checkpoint " + report.checkpointId() + " (step " + report.step() + ") of the policy "
                + report.policy() + "; " + report.copied() + " preferences came over now, " + report.leftOut()
                + " were left out, " + report.waiting() + " wait for more; the gate refused " + report.refused()
                + " of " + report.checkpoints() + " checkpoints" + deleted + unproven
                + "\nServe it with: backchannel up"
                + (folder == null ? "" : " --model " + folder) + " --set policy=" + report.policy();
    }
}
