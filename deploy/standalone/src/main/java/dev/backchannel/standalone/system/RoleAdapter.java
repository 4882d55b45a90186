package dev.backchannel.standalone.system;

import io.vertx.ext.web.Router;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Shows a role class of another module, which knows nothing of this one, as a {@link Role}. */
record RoleAdapter(String name, BooleanSupplier readiness, Consumer<Router> routes, Runnable closing) implements Role {
    static RoleAdapter withoutRoutes(String name, BooleanSupplier readiness, Runnable closing) {
        return new RoleAdapter(name, readiness, router -> {}, closing);
    }

    @Override
    public boolean ready() {
        return readiness.getAsBoolean();
    }

    @Override
    public void mount(Router router) {
        routes.accept(router);
    }

    @Override
    public void close() {
        closing.run();
    }
}
