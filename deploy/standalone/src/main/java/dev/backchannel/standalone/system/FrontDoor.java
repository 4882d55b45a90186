package dev.backchannel.standalone.system;

import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.doors.Doors;
import dev.backchannel.topics.Cause;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The one HTTP server. It listens from the first moment, so that a port in use is known at once and /healthz and /readyz
 * answer while the rest starts; everything else gets 503 with Retry-After until {@link #open()}, and again after
 * {@link #shut()}.
 */
final class FrontDoor {
    private static final Set<String> ALWAYS = Set.of("/healthz", "/readyz", "/metrics");

    private final HttpServer server;
    private final Router router;
    private final String host;
    private final boolean secure;
    private volatile boolean open;

    private FrontDoor(Vertx vertx, String host, int port, Doors doors) {
        this.host = host;
        this.secure = doors.secure();
        this.router = Router.router(vertx);
        // Who reads a body says that it may come: what is refused for its head never sends one.
        HttpServerOptions options = doors.options(
                new HttpServerOptions().setHost(host).setPort(port).setTcpNoDelay(true));
        this.server = vertx.createHttpServer(options).requestHandler(this::handle);
        doors.guard(server, options);
        doors.mount(router);
    }

    /**
     * @param doors before all that is mounted on it
     * @throws UserError when the port is taken
     */
    static FrontDoor bind(Vertx vertx, String host, int port, Doors doors) {
        FrontDoor door = new FrontDoor(vertx, host, port, doors);
        try {
            door.server.listen().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
            return door;
        } catch (ExecutionException e) {
            Throwable cause = Cause.of(e);
            if (cause instanceof BindException) {
                throw UserError.failure(
                        "port " + port + " on " + host + " is in use ("
                                + cause.getMessage()
                                + "); stop what listens there, or choose another with --port",
                        cause);
            }
            throw UserError.failure("cannot listen on " + host + ":" + port + ": " + cause.getMessage(), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while opening port " + port, e);
        } catch (TimeoutException e) {
            throw UserError.failure("port " + port + " could not be opened within 30 s", e);
        }
    }

    Router router() {
        return router;
    }

    int port() {
        return server.actualPort();
    }

    /** Where this process reaches itself. */
    String url() {
        String reachable = host.equals("0.0.0.0") || host.equals("::") ? "localhost" : host;
        return (secure ? "https://" : "http://") + (reachable.contains(":") ? "[" + reachable + "]" : reachable) + ":"
                + port();
    }

    /** HOST:PORT, where no other process listens: this machine's name, not the address that it was told to listen on. */
    String place() {
        String machine;
        try {
            machine = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            machine = host; // it has no name that it knows itself
        }
        return machine + ":" + port();
    }

    void open() {
        open = true;
    }

    /** New requests are turned away; those that run go on. */
    void shut() {
        open = false;
    }

    void close() {
        try {
            server.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The process ends anyway.
        }
    }

    private void handle(HttpServerRequest request) {
        if (open || ALWAYS.contains(request.path())) {
            router.handle(request);
            return;
        }
        request.resume();
        request.response()
                .setStatusCode(503)
                .putHeader("Retry-After", "1")
                .putHeader("Content-Type", "application/json")
                .end("{\"error\":{\"message\":\"Backchannel is starting or stopping; try again in a second\","
                        + "\"type\":\"service_unavailable\",\"code\":\"not_ready\",\"param\":null}}");
    }
}
