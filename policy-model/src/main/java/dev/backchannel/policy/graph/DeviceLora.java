package dev.backchannel.policy.graph;

import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;

/**
 * An adapter's arrays on the device. It is counted: whoever runs with it holds it, and the memory goes when the owner and
 * all users have let go.
 */
public final class DeviceLora {
    private final PtNDManager manager;
    private final IValue argument;
    private int holders = 1;

    DeviceLora(PtNDManager manager, NDList arrays) {
        this.manager = manager;
        this.argument = Graph.list(arrays);
    }

    IValue argument() {
        return argument;
    }

    /** Takes hold of it. */
    public synchronized void retain() {
        if (holders == 0) {
            throw new IllegalStateException("The adapter is closed.");
        }
        holders++;
    }

    /** Lets go of it. */
    public synchronized void release() {
        if (--holders == 0) {
            argument.close();
            manager.close();
        }
    }
}
