package dev.backchannel.standalone.system;

import dev.backchannel.access.CommandTrust;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.redaction.Redactor;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.audit.AuditMeters;
import dev.backchannel.standalone.audit.AuditRoutes;
import dev.backchannel.standalone.audit.AuditSource;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.lineage.LineageRoutes;
import dev.backchannel.standalone.lineage.LineageSource;
import dev.backchannel.standalone.operation.OperatorSettings;
import dev.backchannel.topics.KafkaAccess;
import dev.backchannel.topics.ReleasedSchemas;
import dev.backchannel.topics.Topics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole system in one process: the path that {@code up} and {@code demo} take. */
public final class Standalone implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Standalone.class);

    private final Startup parts = new Startup();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final StandaloneOptions options;
    private final DataDirectory data;
    private final Topics topics;
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private volatile List<Role> roles = List.of();
    private @Nullable FrontDoor door;
    private @Nullable Broker broker;
    private @Nullable PolicyModel model;
    private @Nullable TopicWatch watch;

    private Standalone(
            StandaloneOptions options, DataDirectory data, CommandTrust trust, Redactor redactor, Telemetry telemetry) {
        this.options = options;
        this.data = data;
        this.topics = new Topics(options.topics().withReplication(1), new ReleasedSchemas(), telemetry.traces(), trust)
                .redacting(redactor);
        parts.started("telemetry", telemetry);
    }

    /**
     * Returns once every part is started; {@link #awaitReady} tells when they can work.
     *
     * @throws UserError port in use, data folder held by another process, missing model file…
     */
    public static Standalone start(Settings settings) {
        StandaloneOptions options = StandaloneOptions.from(settings);
        Standalone system = new Standalone(
                options,
                DataDirectory.open(options.data()).ofPolicy(options.topics().policy()),
                OperatorSettings.trust(settings),
                RedactionSettings.redactor(settings),
                Telemetry.of(settings, "standalone"));
        try {
            RoleSettings roleSettings = new RoleSettings(settings, true);
            roleSettings.check(system.data, true);
            KafkaAccess.use(Map.of()); // its own broker is open to this machine alone
            roleSettings.checkGuard(system.topics.trust());
            system.start(roleSettings);
            return system;
        } catch (RuntimeException | Error e) {
            system.close();
            throw e;
        }
    }

    private void start(RoleSettings roleSettings) {
        long begun = System.nanoTime();
        Registration.of(topics);
        parts.started("lock", DataLock.acquire(data));
        Path modelFolder = Models.locate(options.model(), data);
        LogFiles.writeTo(data.logs(), options.logFormat() == LogFormat.JSON, options.logAnswers());
        HttpSide http = HttpSide.start(parts, options, roleSettings.doors(), meters, () -> roles);
        FrontDoor front = http.front();
        door = front;

        CompletableFuture<PolicyModel> loading =
                CompletableFuture.supplyAsync(() -> Models.load(modelFolder, options.engine()));
        parts.started("model", () -> closeModel(loading));
        Broker kafka = parts.started("kafka", Broker.start(data, options.kafkaPort(), options.fsync(), topics));
        broker = kafka;
        PolicyModel base = join(loading);
        model = base;
        log.info("Kafka and model up after {} ms", (System.nanoTime() - begun) / 1_000_000);

        RoleFactory factory = new RoleFactory(
                http.vertx(), roleSettings, PolicyAccess.own(http.doors()), topics, kafka.bootstrapServers(), meters);
        TopicWatch watching = parts.started("watch", new TopicWatch(topics, kafka.bootstrapServers()));
        watch = watching;
        roles = factory.all(parts, base, data, URI.create(front.url()));
        roles.forEach(role -> role.mount(front.router()));
        AuditSource audit = factory.auditSource();
        AuditMeters auditMeters = new AuditMeters(meters);
        parts.started("audit", factory.audits(roles, audit, auditMeters, options.auditEvery()));
        new AuditRoutes(http.vertx(), audit, auditMeters).mount(front.router());
        new LineageRoutes(http.vertx(), LineageSource.topics(kafka.bootstrapServers(), options.topics()))
                .mount(front.router());
        new StatusRoutes(watching::figures, this::servedCheckpoint, kafka.bootstrapServers()).mount(front.router());
        front.open();
        log.info("started in {} ms", (System.nanoTime() - begun) / 1_000_000);
    }

    private static void closeModel(CompletableFuture<PolicyModel> loading) {
        loading.handle((loaded, problem) -> {
                    if (loaded != null) {
                        loaded.close();
                    }
                    return null; // a failed load has been told already
                })
                .join();
    }

    private static PolicyModel join(CompletableFuture<PolicyModel> loading) {
        try {
            return loading.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof UserError userError) {
                throw userError;
            }
            throw e;
        }
    }

    public boolean ready() {
        List<Role> started = roles;
        return !started.isEmpty() && started.stream().allMatch(Role::ready);
    }

    /** @throws UserError if a role cannot do its work within the time */
    public void awaitReady(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!ready()) {
            if (System.nanoTime() > deadline) {
                throw UserError.failure("the system was not ready within " + patience.toSeconds() + " seconds; see "
                        + url() + "/readyz for the role that is missing");
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** Base of every path, e.g. {@code http://127.0.0.1:8080}. */
    public URI url() {
        return URI.create(started(door).url());
    }

    public String bootstrapServers() {
        return started(broker).bootstrapServers();
    }

    public Topics topics() {
        return topics;
    }

    /** What lies under {@code --data}. */
    public DataDirectory data() {
        return data;
    }

    public PolicyModel model() {
        return started(model);
    }

    public PrometheusMeterRegistry meters() {
        return meters;
    }

    /** What the topics tell of the loop so far; half a second old at most. */
    public LiveFigures figures() {
        return started(watch).figures();
    }

    /** checkpoint_id, or {@code base}. */
    public String servedCheckpoint() {
        return RoleFactory.servedCheckpoint(roles);
    }

    /** Turns new requests away, lets each part finish what it has begun, and stops them, last started first. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            if (door != null) {
                door.shut();
            }
            parts.close();
        }
    }

    private static <T> T started(@Nullable T part) {
        return Objects.requireNonNull(part, "it was not started");
    }
}
