package dev.backchannel.policy.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.backchannel.policy.AdamWConfig;
import dev.backchannel.policy.ModelConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The compiled model text of one model shape. Calls are thread-safe; all state is in the arguments. */
public final class Graph implements AutoCloseable {
    private final PtSymbolBlock block;
    private final int threads;

    /**
     * Compiles the text.
     *
     * @param manager owns the compiled module
     * @param adamW constants of {@code train_step}; nothing else looks at them
     */
    public Graph(PtNDManager manager, ModelConfig config, AdamWConfig adamW, int threads) {
        this.threads = threads;
        EngineRuntime.enter(threads);
        try {
            Path file = Files.createTempFile("backchannel-graph", ".pt");
            try {
                GraphArchive.write(file, WeightLayout.attributes(config, adamW));
                block = JniUtils.loadModule(manager, file, false, new String[0], new String[0], false);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the model graph to the temporary folder", e);
        }
    }

    /** Runs a method without gradients; what it returns cannot take part in training. The caller closes the result. */
    public IValue infer(String method, IValue... arguments) {
        return infer(threads, method, arguments);
    }

    /** The same with a number of native threads of its own: small work is faster on one. */
    IValue infer(int ownThreads, String method, IValue... arguments) {
        EngineRuntime.enter(Math.min(ownThreads, threads));
        return IValueUtils.runMethod(block, method, arguments);
    }

    /**
     * Runs a method whose results are ordinary arrays, with gradients as the graph text decides. All arguments are
     * arrays; consecutive ones with the same name ending in {@code []} make one list. Results belong to the first
     * argument's manager.
     */
    public NDList run(String method, NDList arguments) {
        return run(threads, method, arguments);
    }

    /** The same with a number of native threads of its own. */
    NDList run(int ownThreads, String method, NDList arguments) {
        EngineRuntime.enter(Math.min(ownThreads, threads));
        try (NDArray selector = arguments.get(0).getManager().create(0)) {
            selector.setName("module_method:" + method);
            NDList all = new NDList(arguments.size() + 1);
            all.add(selector);
            all.addAll(arguments);
            return IValueUtils.forward(block, all, true);
        }
    }

    /** A list argument that can be used for many calls. The caller closes it. */
    public static IValue list(NDList arrays) {
        return IValue.listFrom(arrays.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
    }

    /** Gives all arrays the name that makes them one list argument of {@link #run}. */
    public static NDList named(String name, NDList arrays) {
        arrays.forEach(array -> array.setName(name));
        return arrays;
    }

    public static IValue tensor(NDArray array) {
        return IValue.from((PtNDArray) array);
    }

    @Override
    public void close() {
        block.close();
    }
}
