package dev.backchannel.standalone.bench.reward;

import dev.backchannel.policy.EngineOptions;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.Precision;
import dev.backchannel.policy.flr.FollowUps;
import dev.backchannel.policy.seed.SeedPolicy;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.system.Models;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which model judges by which follow-ups. */
public final class RewardOptions {
    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Let the model in this folder (Hugging Face layout) judge instead of the seed policy.")
    Path model;

    @Option(
            names = "--adapter",
            paramLabel = "DIR",
            description = "With this adapter on it: the folder of a checkpoint in the store.")
    Path adapter;

    @Option(
            names = "--precision",
            paramLabel = "fp32|bf16",
            defaultValue = "fp32",
            description = "Number format of weights and activations (default: ${DEFAULT-VALUE}).")
    Precision precision;

    @Option(
            names = "--device",
            paramLabel = "cpu|cuda:N",
            defaultValue = "cpu",
            description = "Where the model runs (default: ${DEFAULT-VALUE}).")
    String device;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "2",
            description = "Threads of one operation (default: ${DEFAULT-VALUE}).")
    int threads;

    @Option(
            names = "--follow-ups",
            paramLabel = "FILE",
            description = "Your own canned follow-ups (JSON; docs/mining.md) instead of the project's.")
    Path followUps;

    @Option(names = "--category", paramLabel = "NAME", description = "Only this category of follow-ups.")
    String category;

    @Option(names = "--negative-only", description = "Only the negative follow-ups.")
    boolean negativeOnly;

    @Option(
            names = "--per-category",
            paramLabel = "N",
            defaultValue = "10",
            description = "So many follow-ups of each kind and category (default: ${DEFAULT-VALUE}).")
    int perCategory;

    /** Loads the model. */
    public RewardSource open() {
        FollowUps chosen = chosen();
        try {
            EngineOptions engine = new EngineOptions(precision, device, threads);
            Path folder = model == null ? SeedPolicy.folder() : model;
            if (!Files.isDirectory(folder)) {
                throw UserError.failure("the model folder " + folder + " does not exist");
            }
            PolicyModel loaded = Models.load(folder, engine);
            return RewardSource.of(loaded, adapter, chosen, description());
        } catch (IllegalArgumentException e) {
            throw UserError.usage(e.getMessage());
        }
    }

    private FollowUps chosen() {
        if (perCategory < 1) {
            throw UserError.usage("--per-category is " + perCategory + ", but must be at least 1");
        }
        try {
            FollowUps all = followUps == null ? FollowUps.standard() : FollowUps.load(followUps);
            FollowUps some = category == null ? all : all.only(category);
            FollowUps few = some.atMost(perCategory);
            return negativeOnly ? few.negativeOnly() : few;
        } catch (IllegalArgumentException e) {
            throw UserError.usage(e.getMessage());
        }
    }

    private String description() {
        return (model == null ? "seed policy" : model.getFileName().toString())
                + (adapter == null ? "" : " + adapter " + adapter.getFileName())
                + ", "
                + (followUps == null ? "the project's follow-ups" : followUps.getFileName())
                + (category == null ? "" : ", only " + category)
                + (negativeOnly ? ", only negative ones" : "");
    }
}
