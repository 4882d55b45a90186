package dev.backchannel.standalone.bench.measure;

import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;

/**
 * Runs a load until the virtual machine has nearly stopped compiling. Until then its compiler takes a core's time away in
 * slices of milliseconds, which is what the slowest requests of a server's first minutes wait for, and what was not compiled yet
 * takes several times as long.
 */
public final class WarmUp {
    private static final double COMPILING_SHARE = 0.02;
    private static final int QUIET_ROUNDS = 3;

    private WarmUp() {}

    /** Some seconds of load. */
    public interface Load {
        void run() throws IOException, InterruptedException;
    }

    /** @return seconds that it took */
    public static double untilCompiled(Load load, double atMostSeconds) throws IOException, InterruptedException {
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        long begin = System.nanoTime();
        int quiet = 0;
        while (quiet < QUIET_ROUNDS && (System.nanoTime() - begin) / 1e9 < atMostSeconds) {
            long roundBegin = System.nanoTime();
            long before = compiler.getTotalCompilationTime();
            load.run();
            double share = (compiler.getTotalCompilationTime() - before) * 1e6 / (System.nanoTime() - roundBegin);
            quiet = share < COMPILING_SHARE ? quiet + 1 : 0;
        }
        return (System.nanoTime() - begin) / 1e9;
    }
}
