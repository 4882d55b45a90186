package dev.backchannel.policy.graph;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.backchannel.policy.EngineOptions;

/** Starts the native engine once per process, offline, and prepares each thread that calls it. */
public final class EngineRuntime {
    private static final ThreadLocal<Integer> THREADS = ThreadLocal.withInitial(() -> 0);

    private EngineRuntime() {}

    /** The engine's class initialiser runs this first: no downloads, no call home, no per-shape optimisation. */
    private static final class Started {
        static final Engine ENGINE = start();

        private static Engine start() {
            String os = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
            boolean bundled = System.getProperty("os.name").startsWith("Linux")
                    && System.getProperty("os.arch").matches("amd64|x86_64");
            if (!bundled && System.getenv("PYTORCH_LIBRARY_PATH") == null) {
                throw new IllegalStateException("The bundled native library is for Linux on x86-64, but this is " + os
                        + ". Run on such a machine, or point PYTORCH_LIBRARY_PATH at a PyTorch 2.7.1 of your own.");
            }
            setDefault("ai.djl.offline", "true");
            setDefault("ai.djl.pytorch.graph_optimizer", "false");
            setDefault("OPT_OUT_TRACKING", "true");
            PassiveWaiting.enable();
            return Engine.getEngine("PyTorch");
        }

        private static void setDefault(String key, String value) {
            if (System.getProperty(key) == null) {
                System.setProperty(key, value);
            }
        }
    }

    /** Sets the offline switches without loading the native engine's libraries (for the tokenizer alone). */
    public static void prepare() {
        Started.setDefault("ai.djl.offline", "true");
        Started.setDefault("OPT_OUT_TRACKING", "true");
    }

    /** A root manager; whoever asks closes it. */
    public static PtNDManager newManager(EngineOptions options) {
        NDManager manager = Started.ENGINE.newBaseManager(
                Device.fromName(options.onGpu() ? "gpu" + options.device().substring("cuda:".length()) : "cpu"));
        return (PtNDManager) manager;
    }

    /** Gives this Java thread its number of native threads; both settings are kept per thread by the library. */
    public static void enter(int threads) {
        if (THREADS.get() != threads) {
            JniUtils.setGraphExecutorOptimize(false);
            JniUtils.setNumThreads(threads);
            THREADS.set(threads);
        }
    }
}
