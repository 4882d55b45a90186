package dev.backchannel.standalone.demo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** How long each phase of the demo took, in their order. */
final class Phases {
    private final LongSupplier nanoTime;
    private final Map<String, Double> seconds = new LinkedHashMap<>();

    Phases(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Work that may be interrupted. */
    interface Work<T> {
        T run() throws InterruptedException;
    }

    /** As {@link Work}, without a result. */
    interface Task {
        void run() throws InterruptedException;
    }

    <T> T time(String phase, Work<T> work) throws InterruptedException {
        long begun = nanoTime.getAsLong();
        try {
            return work.run();
        } finally {
            seconds.put(phase, (nanoTime.getAsLong() - begun) / 1e9);
        }
    }

    void run(String phase, Task task) throws InterruptedException {
        time(phase, () -> {
            task.run();
            return phase;
        });
    }

    Map<String, Double> seconds() {
        return new LinkedHashMap<>(seconds);
    }
}
