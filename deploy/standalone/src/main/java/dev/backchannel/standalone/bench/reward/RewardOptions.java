package dev.backchannel.standalone.bench.reward;

import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.EngineOptions;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.checkpoint.PeftFolder;
import dev.backchannel.policy.checkpoint.PeftFormatException;
import dev.backchannel.policy.flr.FollowUpLikelihood;
import dev.backchannel.policy.flr.FollowUps;
import dev.backchannel.policy.seed.SeedPolicy;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.bench.EngineMixin;
import dev.backchannel.standalone.system.Models;
import dev.backchannel.streams.worker.RewardConfig;
import dev.backchannel.streams.worker.ServerReward;
import dev.backchannel.topics.Cause;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model judges by which follow-ups. */
public final class RewardOptions {
    /** The project's follow-ups of each kind and category. */
    private static final int ALL = 10;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Let the model in this folder (Hugging Face layout) judge instead of the seed policy.")
    @Nullable
    Path model;

    @Option(
            names = "--adapter",
            paramLabel = "DIR",
            description = "With this adapter on it: the folder of a checkpoint in the store.")
    @Nullable
    Path adapter;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "Let an OpenAI-compatible server judge, by the log-probabilities that it returns of a prompt"
                    + " (echo and logprobs of /v1/completions).")
    @Nullable
    String server;

    @Option(names = "--server-model", paramLabel = "NAME", description = "The model of that server that judges.")
    @Nullable
    String serverModel;

    @Option(
            names = "--server-template",
            paramLabel = "DIR",
            description = "Folder with that model's chat template (default: plain User: and Assistant: lines).")
    @Nullable
    Path serverTemplate;

    @Mixin
    EngineMixin engine = new EngineMixin();

    @Option(
            names = "--follow-ups",
            paramLabel = "FILE",
            description = "Your own canned follow-ups (JSON; docs/mining.md) instead of the project's.")
    @Nullable
    Path followUps;

    @Option(names = "--category", paramLabel = "NAME", description = "Only this category of follow-ups.")
    @Nullable
    String category;

    @Option(names = "--negative-only", description = "Only the negative follow-ups.")
    boolean negativeOnly;

    @Option(
            names = "--per-category",
            paramLabel = "N",
            defaultValue = "10",
            description = "So many follow-ups of each kind and category (default: ${DEFAULT-VALUE}).")
    int perCategory;

    /** Loads the model, or makes ready to ask the server. */
    public RewardSource open() {
        if (perCategory < 1) {
            throw UserError.usage("--per-category is " + perCategory + ", but must be at least 1");
        }
        if (server != null && (model != null || adapter != null)) {
            throw UserError.usage("--server judges with its own model; leave --model and --adapter out");
        }
        try {
            // Checks the follow-ups, too.
            RewardConfig config = new RewardConfig(
                    text(followUps),
                    category,
                    negativeOnly,
                    serverModel,
                    server,
                    text(serverTemplate),
                    OptionalDouble.empty(),
                    0);
            return server == null ? ofModel(config.chosen().atMost(perCategory)) : ofServer(config);
        } catch (IllegalArgumentException | PeftFormatException e) {
            throw UserError.usage(Cause.message(e));
        }
    }

    /** The folder of the base, if what is measured is the usual reward by that base: only of that a record is kept. */
    public Path folderToRecordIn() {
        if (model == null) {
            throw UserError.usage(
                    "--write needs --model DIR, the folder to write to; the seed policy's own AUC is recorded");
        }
        if (adapter != null
                || server != null
                || followUps != null
                || category != null
                || negativeOnly
                || perCategory < ALL) {
            throw UserError.usage(
                    "--write records the usual reward by a base: the project's follow-ups, all of them, without"
                            + " --adapter and --server; for any other set mining.reward.auc");
        }
        return model;
    }

    private RewardSource ofModel(FollowUps chosen) {
        EngineOptions options = engine.options();
        Path folder = model == null ? SeedPolicy.folder() : model;
        if (!Files.isDirectory(folder)) {
            throw UserError.failure("the model folder " + folder + " does not exist");
        }
        PolicyModel loaded = Models.load(folder, options);
        Adapter adapted = adapter == null ? null : loaded.adapter(PeftFolder.read(adapter, loaded.config()));
        return new RewardSource(
                new FollowUpLikelihood(loaded, chosen, adapted),
                () -> {
                    if (adapted != null) {
                        adapted.close();
                    }
                    loaded.close();
                },
                description());
    }

    private RewardSource ofServer(RewardConfig config) {
        ServerReward reward = ServerReward.of(config, perCategory);
        return new RewardSource(
                (prompt, answer) -> {
                    try {
                        return reward.reward(prompt, answer);
                    } catch (IllegalStateException e) {
                        throw UserError.failure(Cause.message(e), e);
                    }
                },
                reward::close,
                description());
    }

    private static @Nullable String text(@Nullable Path path) {
        return path == null ? null : path.toString();
    }

    private String description() {
        return judge()
                + (adapter == null ? "" : " + adapter " + adapter.getFileName())
                + ", "
                + (followUps == null ? "the project's follow-ups" : followUps.getFileName())
                + (category == null ? "" : ", only " + category)
                + (negativeOnly ? ", only negative ones" : "");
    }

    private String judge() {
        if (server != null) {
            return serverModel + " at " + server;
        }
        return model == null ? "seed policy" : model.getFileName().toString();
    }
}
