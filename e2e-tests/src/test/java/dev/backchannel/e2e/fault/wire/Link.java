package dev.backchannel.e2e.fault.wire;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** One connection over a wire. */
final class Link {
    private final Wire wire;
    private final NetSocket near;
    private final NetSocket far;
    private volatile boolean lossy;

    Link(Wire wire, NetSocket near, NetSocket far) {
        this.wire = wire;
        this.near = near;
        this.far = far;
        near.handler(new Way(far, true)::carry);
        far.handler(new Way(near, false)::carry);
        near.resume();
    }

    void onEnd(Runnable then) {
        near.closeHandler(gone -> {
            far.close();
            then.run();
        });
        far.closeHandler(gone -> {
            near.close();
            then.run();
        });
    }

    void end() {
        near.close();
        far.close();
    }

    /** Whether going on would tell nonsense. */
    boolean hasLost() {
        return lossy;
    }

    /** One direction, in order. Runs on its source's event loop alone. */
    private final class Way {
        private final NetSocket to;
        private final boolean fromTheClient;
        private final Deque<Late> late = new ArrayDeque<>();

        private record Late(Buffer bytes, long due) {}

        Way(NetSocket to, boolean fromTheClient) {
            this.to = to;
            this.fromTheClient = fromTheClient;
        }

        void carry(Buffer bytes) {
            if (lossy || wire.mode().loses(fromTheClient)) {
                lossy = true;
                return;
            }
            long delay = wire.delayMillis();
            if (delay == 0 && late.isEmpty()) {
                var unused = to.write(bytes);
                return;
            }
            late.add(new Late(bytes, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delay)));
            wire.vertx().setTimer(Math.max(1, delay), timer -> release());
        }

        private void release() {
            while (!late.isEmpty() && late.peek().due() - System.nanoTime() <= 0) {
                var unused = to.write(late.remove().bytes());
            }
            if (!late.isEmpty()) { // a later one was quicker, or the clock is a little behind
                wire.vertx().setTimer(1, timer -> release());
            }
        }
    }
}
