package dev.backchannel.e2e.fault.run;

import dev.backchannel.e2e.fault.wire.Wire;
import dev.backchannel.e2e.fault.wire.WiredBroker;
import dev.backchannel.e2e.system.RunningSystem;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.system.RoleKind;
import dev.backchannel.standalone.system.SingleRole;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A role in this process, on a wire of its own. When it is killed its wire is cut for good: to all others that is what a
 * SIGKILL is, and it is the harder case for its successor, as the dead one still thinks and writes files.
 */
final class Member {
    private static final long RESTART_MS = 200;

    private final RoleKind kind;
    private final WiredBroker broker;
    private final Wire wire;
    private final Future<SingleRole> role;
    private volatile boolean dead;

    private Member(RoleKind kind, WiredBroker broker, Map<String, String> settings, ExecutorService threads) {
        this.kind = kind;
        this.broker = broker;
        this.wire = broker.take();
        Map<String, String> own = new HashMap<>(settings);
        own.put("bootstrap-servers", wire.address());
        this.role = threads.submit(() -> begin(own));
    }

    /** Returns at once. */
    static Member start(RoleKind kind, WiredBroker broker, Map<String, String> settings, ExecutorService threads) {
        return new Member(kind, broker, settings, threads);
    }

    /** As a service manager does it: again, when the network was away at the start. */
    private SingleRole begin(Map<String, String> settings) throws InterruptedException {
        while (true) {
            try {
                return SingleRole.start(RunningSystem.settings(settings), kind);
            } catch (UserError e) {
                if (dead) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(RESTART_MS);
            }
        }
    }

    RoleKind kind() {
        return kind;
    }

    Wire wire() {
        return wire;
    }

    /** Whether it has started, and can do its work. */
    boolean isReady() {
        return role.isDone() && role().ready();
    }

    URI url() {
        return role().url();
    }

    boolean isUp() {
        return role.isDone();
    }

    private SingleRole role() {
        try {
            return role.get();
        } catch (Exception e) {
            throw new IllegalStateException("the " + kind.label() + " did not start", e);
        }
    }

    /** What is left of it goes in its own time. */
    void kill(ExecutorService undertaker) {
        dead = true;
        wire.cut();
        undertaker.execute(this::bury);
    }

    private void bury() {
        try {
            role().close();
        } catch (IllegalStateException e) {
            // it never lived
        } finally {
            broker.giveBack(wire);
        }
    }

    /** A clean stop. */
    void stop() {
        dead = true;
        bury();
    }
}
