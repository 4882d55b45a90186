package dev.backchannel.standalone.system;

import dev.backchannel.policy.PolicyModel;
import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

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
        return new ArrayList<>();
    }

    List<Role> only(
            RoleKind kind, Startup parts, PolicyModel model, DataDirectory data, URI policyUrl, boolean shadow) {
        return new ArrayList<>();
    }

    static String servedCheckpoint(List<Role> roles) {
        return "base";
    }
}
