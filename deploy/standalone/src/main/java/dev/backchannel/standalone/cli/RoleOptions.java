package dev.backchannel.standalone.cli;

import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.system.RoleKind;
import dev.backchannel.standalone.system.ServiceLifetime;
import dev.backchannel.standalone.system.SingleRole;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands that run a single role share. */
final class RoleOptions {
    @Mixin
    ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT,…",
            description = "Join the Kafka cluster at this address (default: localhost:9092).")
    @Nullable
    String bootstrapServers;

    @Option(
            names = "--port",
            paramLabel = "N",
            description =
                    "Listen for HTTP (work, health and metrics) on this port; 0 picks a free one (default: 8080).")
    @Nullable
    Integer port;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keep local state, spool and logs in this folder (default: data).")
    @Nullable
    Path data;

    @Option(
            names = "--store",
            paramLabel = "DIR|s3://BUCKET/PREFIX",
            description = "Read and write checkpoints here, a folder or an S3 bucket that learner and servers share"
                    + " (default: DATA/store).")
    @Nullable
    String store;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Use the model in this folder (Hugging Face layout) instead of the seed policy.")
    @Nullable
    Path model;

    @Option(
            names = "--policy-url",
            paramLabel = "URL",
            description =
                    "Let the mining worker score and sample at this policy server (default: http://localhost:8080).")
    @Nullable
    String policyUrl;

    @Option(
            names = "--windows",
            paramLabel = "fast|production",
            description = "Settle signals within seconds (fast, the default) or hours (production).")
    @Nullable
    String windows;

    int run(RoleKind kind) {
        return run(kind, Map.of());
    }

    /** @param own what the role's own command sets besides */
    int run(RoleKind kind, Map<String, Object> own) {
        Map<String, Object> flags = new HashMap<>(own);
        flags.put("bootstrap-servers", bootstrapServers);
        flags.put("port", port);
        flags.put("data", data);
        flags.put("store", store);
        flags.put("model", model);
        flags.put("policy-url", policyUrl);
        flags.put("windows", windows);
        Settings settings = config.load(flags);
        return ServiceLifetime.run(
                () -> SingleRole.start(settings, kind),
                running -> "The " + kind.label() + " role is ready at " + running.url() + ". Ctrl-C stops it.",
                SingleRole::ready);
    }
}
