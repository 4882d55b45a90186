package dev.backchannel.standalone.system;

import dev.backchannel.ingestion.IngestionRole;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.LearnerRole;
import dev.backchannel.learner.gate.Gate;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.server.PolicyServerRole;
import dev.backchannel.standalone.audit.AuditMeters;
import dev.backchannel.standalone.audit.AuditRounds;
import dev.backchannel.standalone.audit.AuditSource;
import dev.backchannel.streams.StreamsRole;
import dev.backchannel.streams.worker.MiningWorker;
import dev.backchannel.streams.worker.ServerAccess;
import dev.backchannel.topics.KafkaAccess;
import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Starts each role of the other modules and shows it to the process as a {@link Role}. */
public final class RoleFactory {
    private final Vertx vertx;
    private final RoleSettings settings;
    private final ServerAccess policyAccess;
    private final Topics topics;
    private final String bootstrapServers;
    private final MeterRegistry meters;

    /** @param policyAccess how the mining worker gets into the policy server */
    public RoleFactory(
            Vertx vertx,
            RoleSettings settings,
            ServerAccess policyAccess,
            Topics topics,
            String bootstrapServers,
            MeterRegistry meters) {
        this.vertx = vertx;
        this.settings = settings;
        this.policyAccess = policyAccess;
        this.topics = topics;
        this.bootstrapServers = bootstrapServers;
        this.meters = meters;
    }

    /** All of them, in the order in which data flows; each is registered with {@code parts} as soon as it runs. */
    List<Role> all(Startup parts, PolicyModel model, DataDirectory data, URI policyUrl) {
        List<Role> roles = new ArrayList<>();
        for (RoleKind kind : RoleKind.values()) {
            roles.addAll(only(kind, parts, model, data, policyUrl));
        }
        return List.copyOf(roles);
    }

    List<Role> only(RoleKind kind, Startup parts, @Nullable PolicyModel model, DataDirectory data, URI policyUrl) {
        return switch (kind) {
            case POLICY_SERVER -> List.of(parts.started("policy-server", policyServer(parts, needed(model), data)));
            case INGESTION -> List.of(parts.started("ingestion", ingestion()));
            case STREAMS ->
                List.of(parts.started("streams", streams(data)), parts.started("mining", miningWorker(policyUrl)));
            case LEARNER -> List.of(parts.started("learner", learner(parts, needed(model), data)));
        };
    }

    private static PolicyModel needed(@Nullable PolicyModel model) {
        return Objects.requireNonNull(model, "this role needs a model");
    }

    private Role policyServer(Startup parts, PolicyModel model, DataDirectory data) {
        CheckpointStore store = parts.started("policy-server's store", settings.store(data, "policy-server"));
        PolicyServerRole role = PolicyServerRole.start(
                vertx, settings.policyServer(data), topics, bootstrapServers, model, store, meters);
        return new PolicyServing(role);
    }

    private Role ingestion() {
        IngestionRole role =
                IngestionRole.start(vertx, settings.ingestion(), topics, KafkaAccess.to(bootstrapServers), meters);
        return new RoleAdapter("ingestion", role::ready, role::mount, role::close);
    }

    private Role streams(DataDirectory data) {
        return new StreamsWork(StreamsRole.start(settings.streams(), topics, bootstrapServers, data.streams(), meters));
    }

    private Role miningWorker(URI policyUrl) {
        MiningWorker worker =
                MiningWorker.start(vertx, settings.mining(policyUrl), policyAccess, topics, bootstrapServers, meters);
        return RoleAdapter.withoutRoutes("mining", worker::ready, worker::close);
    }

    private Role learner(Startup parts, PolicyModel model, DataDirectory data) {
        CheckpointStore store = parts.started("learner's store", settings.store(data, "learner"));
        LearnerConfig config = settings.learner(model.config());
        try {
            Gate.check(config.gate().canaries(), model);
        } catch (IllegalArgumentException e) {
            throw RoleSettings.wrongCanaries(e);
        }
        LearnerRole role = LearnerRole.start(config, topics, bootstrapServers, model, store, meters);
        return RoleAdapter.withoutRoutes("learner", role::ready, role::close);
    }

    /** Audits again and again, in the one process of several that has the operator's topics in hand. */
    AuditRounds audits(List<Role> roles, AuditSource source, AuditMeters auditMeters, Duration every) {
        return AuditRounds.start(source, auditMeters, topics, bootstrapServers, () -> operates(roles), every);
    }

    AuditSource auditSource() {
        return AuditSource.topics(
                bootstrapServers, topics.settings(), settings.streams().deduplication());
    }

    private static boolean operates(List<Role> roles) {
        return roles.stream().anyMatch(role -> role instanceof StreamsWork streams && streams.operates());
    }

    static String servedCheckpoint(List<Role> roles) {
        return serving(roles).map(PolicyServing::checkpoint).orElse("base");
    }

    static Optional<PolicyServing> serving(List<Role> roles) {
        return roles.stream()
                .filter(PolicyServing.class::isInstance)
                .map(PolicyServing.class::cast)
                .findFirst();
    }
}
