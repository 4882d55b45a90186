package dev.backchannel.standalone.system;

import dev.backchannel.access.CommandTrust;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.redaction.Redactor;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.audit.AuditMeters;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.lineage.LineageRoutes;
import dev.backchannel.standalone.lineage.LineageSource;
import dev.backchannel.standalone.operation.OperatorSettings;
import dev.backchannel.standalone.source.Caller;
import dev.backchannel.topics.KafkaAccess;
import dev.backchannel.topics.ReleasedSchemas;
import dev.backchannel.topics.SchemaTopic;
import dev.backchannel.topics.TopicAdmin;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import dev.backchannel.topics.Traces;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/** One role on a cluster of its own port: what a deployment that scales out runs. */
public final class SingleRole implements AutoCloseable {
    private final Startup parts = new Startup();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile List<Role> roles = List.of();
    private @Nullable FrontDoor door;
    private @Nullable PolicyModel model;

    private SingleRole() {}

    /** @throws UserError port in use, cluster away, missing model file… */
    public static SingleRole start(Settings settings, RoleKind kind) {
        SingleRole role = new SingleRole();
        try {
            role.begin(settings, kind);
            return role;
        } catch (RuntimeException | Error e) {
            role.close();
            throw e;
        }
    }

    private void begin(Settings settings, RoleKind kind) {
        StandaloneOptions options = StandaloneOptions.from(settings);
        DataDirectory data =
                DataDirectory.open(options.data()).ofPolicy(options.topics().policy());
        RoleSettings roleSettings = new RoleSettings(settings, false);
        roleSettings.check(data, kind == RoleKind.LEARNER);
        CommandTrust trust = OperatorSettings.trust(settings);
        Redactor redactor = RedactionSettings.redactor(settings);
        if (kind == RoleKind.STREAMS) {
            roleSettings.checkGuard(trust);
        }
        Telemetry telemetry = parts.started("telemetry", Telemetry.of(settings, kind.label()));
        LogFiles.writeTo(data.logs(), options.logFormat() == LogFormat.JSON, options.logAnswers());
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        HttpSide http = HttpSide.start(parts, options, roleSettings.doors(), meters, () -> roles);
        FrontDoor front = http.front();
        door = front;

        String bootstrapServers = settings.text("bootstrap-servers");
        TopicSettings fitted = createTopics(options.topics(), trust, bootstrapServers);
        SchemaTopic schemas = parts.started("schemas", SchemaTopic.of(bootstrapServers, fitted));
        schemas.publish();
        Topics topics = new Topics(fitted, schemas, telemetry.traces(), trust).redacting(redactor);
        Registration.of(topics);
        model = kind.needsModel() ? Models.load(Models.locate(options.model(), data), options.engine()) : null;
        if (model != null) {
            parts.started("model", model);
        }
        RoleFactory factory = new RoleFactory(
                http.vertx(),
                roleSettings.at(door.place()),
                PolicyAccess.of(Caller.of(settings)),
                topics,
                bootstrapServers,
                meters);
        roles = factory.only(kind, parts, model, data, URI.create(settings.text("policy-url")));
        roles.forEach(role -> role.mount(front.router()));
        if (kind == RoleKind.STREAMS) {
            AuditMeters auditMeters = new AuditMeters(meters);
            parts.started("audit", factory.audits(roles, factory.auditSource(), auditMeters, options.auditEvery()));
        }
        if (kind == RoleKind.POLICY_SERVER) { // its page asks for it
            new LineageRoutes(http.vertx(), LineageSource.topics(bootstrapServers, fitted)).mount(front.router());
        }
        front.open();
    }

    /** @return the settings, with what the cluster decides */
    private static TopicSettings createTopics(TopicSettings asked, CommandTrust trust, String bootstrapServers) {
        try (Admin admin = Admin.create(KafkaAccess.to(bootstrapServers))) {
            TopicAdmin topics = new TopicAdmin(admin);
            TopicSettings fitted = topics.fitted(asked);
            topics.createAllowed(new Topics(fitted, new ReleasedSchemas(), Traces.OFF, trust));
            return fitted;
        } catch (RuntimeException e) {
            throw UserError.failure(
                    "Kafka at " + bootstrapServers + " cannot be used: " + e.getMessage()
                            + "; check --bootstrap-servers",
                    e);
        }
    }

    public boolean ready() {
        List<Role> started = roles;
        return !started.isEmpty() && started.stream().allMatch(Role::ready);
    }

    /** Empty for a role that needs none. */
    public Optional<PolicyModel> model() {
        return Optional.ofNullable(model);
    }

    /** checkpoint_id, or {@code base}. */
    public String servedCheckpoint() {
        return RoleFactory.servedCheckpoint(roles);
    }

    public URI url() {
        return URI.create(started(door).url());
    }

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
