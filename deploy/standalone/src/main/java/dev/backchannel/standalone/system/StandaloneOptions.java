package dev.backchannel.standalone.system;

import dev.backchannel.policy.EngineOptions;
import dev.backchannel.policy.Precision;
import dev.backchannel.policy.Thinking;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.config.RecordOverlay;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.topics.Cause;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.registry.RegistrySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What the process itself needs to know; each role reads its own part of the settings.
 *
 * @param host interface of the HTTP server
 * @param port of the HTTP server; 0 picks a free one
 * @param data everything durable
 * @param model Hugging Face folder; empty: the seed policy
 * @param kafkaPort of the embedded broker; 0 picks a free one
 * @param fsync sync every record before it is acknowledged
 * @param logFormat of the log
 * @param logAnswers a line for each answer, with ids and without its text
 * @param auditEvery how long to wait between audits for the meters at least; zero: there are none
 */
public record StandaloneOptions(
        String host,
        int port,
        Path data,
        Optional<Path> model,
        EngineOptions engine,
        int kafkaPort,
        boolean fsync,
        Duration auditEvery,
        LogFormat logFormat,
        boolean logAnswers,
        TopicSettings topics) {

    private static final int MAX_PORT = 65_535;

    /** @throws UserError exit 2, naming the key and its value */
    public static StandaloneOptions from(Settings settings) {
        return new StandaloneOptions(
                settings.text("host"),
                settings.integer("port", 0, MAX_PORT),
                settings.path("data"),
                settings.optionalPath("model"),
                engine(settings),
                settings.integer("kafka.port", 0, MAX_PORT),
                settings.flag("fsync"),
                settings.duration("audit.every"),
                settings.oneOf("log.format", LogFormat.class),
                settings.flag("log.answers"),
                topics(settings));
    }

    public static TopicSettings topics(Settings settings) {
        try {
            return new TopicSettings(
                            settings.text("topic-prefix"),
                            settings.text("policy"),
                            settings.integer("partitions", 1, 10_000),
                            settings.integer("replication", 0, 100))
                    .withRegistry(new RecordOverlay(settings).over("registry", RegistrySettings.none()));
        } catch (IllegalArgumentException e) {
            throw UserError.usage(Cause.message(e));
        }
    }

    public static EngineOptions engine(Settings settings) {
        int threads = settings.integer("threads", 0, 1_024);
        int chosen = threads > 0 ? threads : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        try {
            return new EngineOptions(
                    settings.oneOf("precision", Precision.class),
                    settings.text("device"),
                    chosen,
                    settings.integer("context-length", 0, Integer.MAX_VALUE),
                    settings.oneOf("thinking", Thinking.class),
                    settings.flag("map-weights"));
        } catch (IllegalArgumentException e) {
            throw UserError.usage(Cause.message(e));
        }
    }
}
