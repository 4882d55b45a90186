package dev.backchannel.standalone.system;

import dev.backchannel.ingestion.IngestionRole;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts each role of the other modules and shows it to the process as a {@link Role}. */
public final class RoleFactory {
    private final Vertx vertx;
    private final RoleSettings settings;
    private final Topics topics;
    private final String bootstrapServers;
    private final MeterRegistry meters;

    public RoleFactory(
            Vertx vertx, RoleSettings settings, Topics topics, String bootstrapServers, MeterRegistry meters) {
        this.vertx = vertx;
        this.settings = settings;
        this.topics = topics;
        this.bootstrapServers = bootstrapServers;
        this.meters = meters;
    }

    /** All of them, in the order in which data flows; each is registered with {@code parts} as soon as it runs. */
    List<Role> all(Startup parts, PolicyModel model, DataDirectory data, URI policyUrl, boolean shadow) {
        List<Role> roles = new ArrayList<>();
        for (RoleKind kind : RoleKind.values()) {
            roles.addAll(only(kind, parts, model, data, policyUrl, shadow));
        }
        return List.copyOf(roles);
    }

    List<Role> only(
            RoleKind kind, Startup parts, PolicyModel model, DataDirectory data, URI policyUrl, boolean shadow) {
        List<Role> roles =
                switch (kind) {
                    case INGESTION -> List.of(ingestion());
                    case STREAMS, LEARNER, POLICY_SERVER -> List.of();
                };
        roles.forEach(role -> parts.started(role.name(), role));
        return roles;
    }

    private Role ingestion() {
        IngestionRole role = IngestionRole.start(
                vertx, settings.ingestion(), topics, Map.of("bootstrap.servers", bootstrapServers), meters);
        return new RoleAdapter("ingestion", role::ready, role::mount, role::close);
    }

    static String servedCheckpoint(List<Role> roles) {
        return "base";
    }
}
