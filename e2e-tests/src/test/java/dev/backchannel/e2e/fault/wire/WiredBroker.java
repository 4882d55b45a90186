package dev.backchannel.e2e.fault.wire;

import dev.backchannel.kafka.EmbeddedKafka;
import dev.backchannel.kafka.FreePorts;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A broker in this process, to which everybody may have a wire of their own; and an address without one. */
public final class WiredBroker implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final List<Wire> wires = new ArrayList<>();
    private final BlockingQueue<Wire> free = new LinkedBlockingQueue<>();
    private final EmbeddedKafka kafka;

    /** @param count of wires */
    public WiredBroker(Path directory, int count) {
        List<Integer> ports = FreePorts.some(2 * count + 2);
        int direct = ports.get(2 * count);
        int controller = ports.get(2 * count + 1);
        StringBuilder listeners = new StringBuilder("PLAINTEXT://localhost:" + direct);
        StringBuilder advertised = new StringBuilder(listeners);
        StringBuilder protocols = new StringBuilder("PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        for (int i = 0; i < count; i++) {
            listeners.append(",W").append(i).append("://localhost:").append(ports.get(2 * i));
            advertised.append(",W").append(i).append("://localhost:").append(ports.get(2 * i + 1));
            protocols.append(",W").append(i).append(":PLAINTEXT");
        }
        listeners.append(",CONTROLLER://localhost:").append(controller);
        kafka = EmbeddedKafka.start(
                directory,
                direct,
                Map.of(
                        "listeners",
                        listeners.toString(),
                        "advertised.listeners",
                        advertised.toString(),
                        "listener.security.protocol.map",
                        protocols.toString(),
                        "inter.broker.listener.name",
                        "PLAINTEXT",
                        "controller.quorum.voters",
                        "1@localhost:" + controller,
                        "num.network.threads",
                        "1",
                        // This broker is never killed; whoever is, shall hold the others up for as short as can be.
                        "transaction.abort.timed.out.transaction.cleanup.interval.ms",
                        "500"));
        for (int i = 0; i < count; i++) {
            wires.add(new Wire(vertx, ports.get(2 * i + 1), ports.get(2 * i)));
        }
        free.addAll(wires);
    }

    /** The address of the broker itself. */
    public String direct() {
        return kafka.bootstrapServers();
    }

    /** A whole wire that nobody else has; waits for one. */
    public Wire take() {
        try {
            Wire wire = free.poll(120, TimeUnit.SECONDS);
            if (wire == null) {
                throw new IllegalStateException("all " + wires.size() + " wires are taken");
            }
            wire.mend();
            return wire;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a wire", e);
        }
    }

    /** Nobody may use it any more. */
    public void giveBack(Wire wire) {
        wire.cut();
        free.add(wire);
    }

    @Override
    public void close() {
        wires.forEach(Wire::close);
        kafka.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
