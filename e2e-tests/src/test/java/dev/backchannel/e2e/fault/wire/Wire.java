package dev.backchannel.e2e.fault.wire;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A stretch of network: a port that leads to another one on the loopback interface, until it is cut, slowed down, or falls
 * silent. Nothing is reordered, as TCP would not have it.
 */
public final class Wire implements AutoCloseable {
    /** What becomes of the bytes. */
    enum Mode {
        WHOLE,
        /** Connections end, and none can be made. */
        CUT,
        /** What the client says is lost, and the connection stands. */
        DEAF,
        /** What the server says is lost, and the connection stands. */
        MUTE,
        /** Both. */
        SILENT;

        boolean loses(boolean fromTheClient) {
            return this == SILENT || this == (fromTheClient ? DEAF : MUTE);
        }
    }

    private static final String HOST = "localhost";

    private final NetServer server;
    private final NetClient client;
    private final Vertx vertx;
    private final int port;
    private final int target;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private volatile Mode mode = Mode.WHOLE;
    private volatile long delayMillis;

    /**
     * @param port to listen on
     * @param target port it leads to
     */
    public Wire(Vertx vertx, int port, int target) {
        this.vertx = vertx;
        this.port = port;
        this.target = target;
        this.client = vertx.createNetClient();
        this.server = vertx.createNetServer(new NetServerOptions().setHost(HOST).setPort(port))
                .connectHandler(this::accept);
        join(server.listen());
    }

    public String address() {
        return HOST + ":" + port;
    }

    /** All that was said on the way is lost, and nothing more gets through. */
    public void cut() {
        mode = Mode.CUT;
        links.forEach(Link::end);
    }

    /** As it was. Connections that have lost bytes end now. */
    public void mend() {
        mode = Mode.WHOLE;
        delayMillis = 0;
        links.stream().filter(Link::hasLost).forEach(Link::end);
    }

    /** Every byte takes so much longer. */
    public void delay(Duration time) {
        delayMillis = time.toMillis();
    }

    /** The client is not heard any more, and does not know it. */
    public void deafen() {
        mode = Mode.DEAF;
    }

    /** The client hears nothing any more, and is heard. */
    public void mute() {
        mode = Mode.MUTE;
    }

    /** Nobody hears anybody: to the others it is as if the client stood still. */
    public void silence() {
        mode = Mode.SILENT;
    }

    /** Ends all connections once; new ones get through. */
    public void drop() {
        links.forEach(Link::end);
    }

    Mode mode() {
        return mode;
    }

    long delayMillis() {
        return delayMillis;
    }

    Vertx vertx() {
        return vertx;
    }

    private void accept(NetSocket near) {
        if (mode == Mode.CUT) {
            near.close();
            return;
        }
        near.pause();
        client.connect(target, HOST).onFailure(away -> near.close()).onSuccess(far -> {
            Link link = new Link(this, near, far);
            links.add(link);
            link.onEnd(() -> links.remove(link));
            if (mode == Mode.CUT) {
                link.end();
            }
        });
    }

    @Override
    public void close() {
        cut();
        join(server.close());
        join(client.close());
    }

    private static void join(io.vertx.core.Future<?> future) {
        try {
            future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the wire does not listen, or does not end", e);
        }
    }
}
