package dev.backchannel.standalone.system;

import dev.backchannel.standalone.doors.Doors;
import dev.backchannel.standalone.doors.DoorsConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What every process starts before its roles: the event loops, who may pass, and the server, which already tells how it is. */
record HttpSide(Vertx vertx, Doors doors, FrontDoor front) {
    /**
     * @param parts closes it
     * @param roles empty while they start
     */
    static HttpSide start(
            Startup parts,
            StandaloneOptions options,
            DoorsConfig rules,
            PrometheusMeterRegistry meters,
            Supplier<List<Role>> roles) {
        Vertx vertx = Vertx.vertx();
        parts.started(
                "vertx",
                () -> vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS));
        Doors doors = parts.started("doors", Doors.open(vertx, rules, options.host(), Clock.systemUTC(), meters));
        FrontDoor front = FrontDoor.bind(vertx, options.host(), options.port(), doors);
        parts.started("http", front::close);
        new HealthRoutes(roles, meters).mount(front.router());
        return new HttpSide(vertx, doors, front);
    }
}
