package dev.backchannel.server;

import dev.backchannel.avro.Arm;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.server.api.ServingApi;
import dev.backchannel.server.emission.OperatorReports;
import dev.backchannel.server.emission.TurnSpool;
import dev.backchannel.server.page.LivePage;
import dev.backchannel.server.policies.ArmRouter;
import dev.backchannel.server.policies.ArmTable;
import dev.backchannel.server.policies.PolicyRegistry;
import dev.backchannel.server.profiles.ProfileServing;
import dev.backchannel.server.swap.PolicyFollower;
import dev.backchannel.topics.KafkaAccess;
import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Collectors;

/** The policy server: follows checkpoints, answers requests, emits its turns. Mount its routes on any HTTP server. */
public final class PolicyServerRole implements AutoCloseable {
    private static final int REQUEST_WORKERS = 4;

    private final ServerConfig config;
    private final PolicyRegistry registry;
    private final OperatorReports reports;
    private final TurnSpool spool;
    private final Backend backend;
    private final ProfileServing profiles;
    private final PolicyFollower follower;
    private final WorkerExecutor workers;
    private final ServedTracker served;
    private final ServingApi api;
    private final LivePage page;
    private final long startedNanos = System.nanoTime();
    private volatile boolean stopping;

    private PolicyServerRole(
            Vertx vertx,
            ServerConfig config,
            Topics topics,
            Map<String, Object> kafka,
            PolicyModel model,
            CheckpointStore store,
            MeterRegistry metrics) {
        Clock clock = Clock.systemUTC();
        this.config = config;
        this.registry = new PolicyRegistry(config.retainedCheckpoints());
        this.served = new ServedTracker(clock);
        this.reports = new OperatorReports(topics, config.instance(), kafka, clock);
        this.spool = new TurnSpool(
                config.dataDir().resolve("spool"),
                config.spool(),
                topics.interactions,
                kafka,
                new OverflowAlert(reports, clock),
                metrics);
        this.backend = Backend.of(vertx, model, config, store, reports, metrics);
        this.profiles = new ProfileServing(model, backend.side(), config.profiles(), topics, kafka, clock, metrics);
        this.follower = new PolicyFollower(
                topics, kafka, registry, store, backend.loader(), config.dataDir(), reports, metrics);
        this.workers = vertx.createSharedWorkerExecutor("policy-requests", REQUEST_WORKERS);
        this.api = new ServingApi(
                model,
                new ArmRouter(registry),
                registry,
                backend.answers(),
                backend.scorer(),
                spool,
                served,
                profiles,
                workers,
                config.generation().defaultMaxTokens(),
                config.maxBodyBytes(),
                clock,
                new SecureRandom(),
                topics.traces());
        this.page = new LivePage(vertx, config.instance(), config.page(), topics, kafka, clock);
        served.add(page.servedListener());
    }

    /**
     * Starts serving the last verified checkpoint, or the base, and follows the topics of serving from now on.
     *
     * @param model stays the caller's to close, after this role
     * @param store where the records' checkpoints lie
     */
    public static PolicyServerRole start(
            Vertx vertx,
            ServerConfig config,
            Topics topics,
            String bootstrapServers,
            PolicyModel model,
            CheckpointStore store,
            MeterRegistry metrics) {
        try {
            Files.createDirectories(config.dataDir());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the data folder " + config.dataDir() + " cannot be made: " + e.getMessage(), e);
        }
        Map<String, Object> kafka = KafkaAccess.to(bootstrapServers);
        PolicyServerRole role = new PolicyServerRole(vertx, config, topics, kafka, model, store, metrics);
        role.start();
        return role;
    }

    private void start() {
        spool.start();
        backend.start();
        profiles.start();
        if (!config.shadow()) {
            follower.start();
        }
        registry.onSwitch(() -> reports.beatNow(this::heartbeat));
        reports.beat(config.heartbeat(), this::heartbeat);
    }

    /** Adds this role's routes. */
    public void mount(Router router) {
        api.mount(router);
        page.mount(router);
    }

    /**
     * Whether it can do its work: the topics of serving were read to their ends, or, without a broker, the last verified
     * checkpoint is served; and the profiles topic was, or cannot be. Or the grace time is over, and it serves what it has.
     */
    public boolean ready() {
        boolean knowsPolicy = config.shadow() || follower.caughtUp() || follower.startedLocally();
        boolean waitedLong =
                System.nanoTime() - startedNanos > config.catchUpGrace().toNanos();
        boolean followsAll = (config.shadow() || follower.alive()) && profiles.alive();
        return (waitedLong || (knowsPolicy && profiles.knowsWhatItCan()))
                && backend.answers().alive()
                && followsAll
                && !stopping;
    }

    /** Hears of each checkpoint's first whole answer to a user. */
    public void addServedListener(ServedListener listener) {
        served.add(listener);
    }

    /** The checkpoint that the candidate serves, or {@code base}. */
    public String checkpoint() {
        return registry.current().id();
    }

    private OperatorReports.Heartbeat heartbeat() {
        return new OperatorReports.Heartbeat(
                stopping ? "stopping" : ready() ? "ready" : "starting",
                registry.arms().candidate(),
                arms(),
                Map.of("spool.turns", (double) spool.waiting()));
    }

    private Map<String, String> arms() {
        ArmTable table = registry.arms();
        return table.experiment().getArms().stream()
                .collect(Collectors.toMap(Arm::getName, arm -> table.checkpoint(arm.getName())));
    }

    /** Breaks off running answers and keeps undelivered turns in the spool. */
    @Override
    public void close() {
        stopping = true;
        reports.beatNow(this::heartbeat);
        page.close();
        follower.close();
        profiles.close();
        backend.close();
        spool.close();
        registry.close();
        reports.close();
        workers.close();
    }
}
