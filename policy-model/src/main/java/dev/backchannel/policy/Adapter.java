package dev.backchannel.policy;

import dev.backchannel.policy.graph.DeviceLora;

/**
 * An adapter's immutable copy on the model's device. Close it when no new work will begin with it: decoders that still
 * run keep the memory until they are closed, too.
 */
public final class Adapter implements AutoCloseable {
    private final LoraConfig config;
    private final DeviceLora device;
    private boolean closed;

    Adapter(LoraConfig config, DeviceLora device) {
        this.config = config;
        this.device = device;
    }

    public LoraConfig config() {
        return config;
    }

    DeviceLora device() {
        return device;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            device.release();
        }
    }
}
