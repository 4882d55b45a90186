package dev.backchannel.standalone.doors;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bounds how many connections there are, and how long one may last on which nothing is asked: so a head that comes byte by byte
 * holds none for long.
 */
final class Connections implements Handler<HttpConnection> {
    /** Touched by the connection's event loop alone. */
    private static final class Life {
        private int running;
        private long timer;
    }

    private final Vertx vertx;
    private final DoorsConfig.Limits limits;
    private final Map<HttpConnection, Life> lives = new ConcurrentHashMap<>();

    Connections(Vertx vertx, DoorsConfig.Limits limits) {
        this.vertx = vertx;
        this.limits = limits;
    }

    int count() {
        return lives.size();
    }

    @Override
    public void handle(HttpConnection connection) {
        if (lives.size() >= limits.connections()) {
            connection.close();
            return;
        }
        Life life = new Life();
        lives.put(connection, life);
        life.timer = closing(connection, limits.headTime().toMillis());
        connection.closeHandler(closed -> {
            lives.remove(connection);
            vertx.cancelTimer(life.timer);
        });
    }

    /** A request's head is there. */
    void began(HttpConnection connection) {
        Life life = lives.get(connection);
        if (life != null && life.running++ == 0) {
            vertx.cancelTimer(life.timer);
        }
    }

    /** It is answered. */
    void ended(HttpConnection connection) {
        Life life = lives.get(connection);
        if (life != null && --life.running == 0) {
            life.timer = closing(connection, limits.idleTime().toMillis());
        }
    }

    private long closing(HttpConnection connection, long millis) {
        return vertx.setTimer(millis, idle -> connection.close());
    }
}
