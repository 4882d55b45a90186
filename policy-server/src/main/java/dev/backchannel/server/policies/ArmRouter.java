package dev.backchannel.server.policies;

import dev.backchannel.arms.ArmAssignment;
import dev.backchannel.avro.Arm;
import dev.backchannel.avro.Assignment;
import dev.backchannel.avro.Experiment;
import dev.backchannel.topics.Arms;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whoever asks for {@code policy} is served by an arm of the experiment, always by the same one as long as the split stands. */
public final class ArmRouter implements PolicyRouter {
    private static final String PINNED = POLICY + '@';

    private final PolicyRegistry registry;

    public ArmRouter(PolicyRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Optional<PolicyRoute> route(String model, String tenant, @Nullable String unit) {
        if (model.equals(POLICY)) {
            return Optional.of(routed(registry.arms().experiment(), tenant, unit));
        }
        String id = model.startsWith(PINNED) ? model.substring(PINNED.length()) : model;
        boolean named = id.equals(ServedPolicy.BASE) || model.startsWith(PINNED);
        return named && registry.isLoaded(id) ? Optional.of(new Pinned(registry, model, id)) : Optional.empty();
    }

    private PolicyRoute routed(Experiment experiment, String tenant, @Nullable String unit) {
        if (unit == null) {
            return new Routed(registry, Arms.CANDIDATE, Optional.empty());
        }
        Arm arm = ArmAssignment.of(experiment, tenant, unit);
        return new Routed(
                registry,
                arm.getName(),
                Optional.of(new Assignment(experiment.getExperimentId(), experiment.getEpoch(), arm.getShare())));
    }

    private record Routed(PolicyRegistry registry, String name, Optional<Assignment> assignment)
            implements PolicyRoute {
        @Override
        public String model() {
            return POLICY;
        }

        @Override
        public Optional<String> arm() {
            return Optional.of(name);
        }

        @Override
        public Optional<ServedPolicy> acquire() {
            return Optional.of(registry.acquireArm(name));
        }
    }

    private record Pinned(PolicyRegistry registry, String model, String id) implements PolicyRoute {
        @Override
        public Optional<String> arm() {
            return Optional.empty();
        }

        @Override
        public Optional<Assignment> assignment() {
            return Optional.empty();
        }

        @Override
        public Optional<ServedPolicy> acquire() {
            return registry.acquire(id);
        }
    }
}
