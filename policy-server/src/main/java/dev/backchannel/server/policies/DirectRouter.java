package dev.backchannel.server.policies;

import java.util.Optional;

/** Direct mode: the newest checkpoint that passed the gate serves everyone, as the arm {@code candidate}. */
public final class DirectRouter implements PolicyRouter {
    /** The arm of all routed traffic in direct mode. */
    public static final String ARM = "candidate";

    private static final String PINNED = POLICY + '@';

    private final PolicyRegistry registry;

    public DirectRouter(PolicyRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Optional<PolicyRoute> route(String model, String userId) {
        if (model.equals(POLICY)) {
            return Optional.of(new Current(registry));
        }
        String id = model.startsWith(PINNED) ? model.substring(PINNED.length()) : model;
        boolean named = id.equals(ServedPolicy.BASE) || model.startsWith(PINNED);
        return named && registry.isLoaded(id) ? Optional.of(new Pinned(registry, model, id)) : Optional.empty();
    }

    private record Current(PolicyRegistry registry) implements PolicyRoute {
        @Override
        public String model() {
            return POLICY;
        }

        @Override
        public Optional<String> arm() {
            return Optional.of(ARM);
        }

        @Override
        public Optional<ServedPolicy> acquire() {
            return Optional.of(registry.acquireCurrent());
        }
    }

    private record Pinned(PolicyRegistry registry, String model, String id) implements PolicyRoute {
        @Override
        public Optional<String> arm() {
            return Optional.empty();
        }

        @Override
        public Optional<ServedPolicy> acquire() {
            return registry.acquire(id);
        }
    }
}
