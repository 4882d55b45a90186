package dev.backchannel.policy.graph;

import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.backchannel.policy.LoraConfig;
import org.jspecify.annotations.Nullable;

/**
 * An adapter's arrays on the device. It is counted: whoever runs with it holds it, and the memory goes when the owner and
 * all users have let go.
 */
public final class DeviceLora {
    private final PtNDManager manager;
    private final @Nullable LoraConfig configOrNull;
    private final NDList arrays;
    private final IValue argument;
    private int holders = 1;

    /** @param configOrNull null: no adapter */
    DeviceLora(PtNDManager manager, @Nullable LoraConfig configOrNull, NDList arrays) {
        this.manager = manager;
        this.configOrNull = configOrNull;
        this.arrays = arrays;
        this.argument = Graph.list(arrays);
    }

    /** Null where there is no adapter. */
    @Nullable
    LoraConfig configOrNull() {
        return configOrNull;
    }

    IValue argument() {
        return argument;
    }

    /** The matrices, then the scaling. */
    NDList arrays() {
        return arrays;
    }

    /** Its matrices, without the scaling. */
    NDList matrices() {
        return arrays.subNDList(0, arrays.size() - 1);
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
