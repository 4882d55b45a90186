package dev.backchannel.policy.graph;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes idle native threads go to sleep soon. By default GNU OpenMP's threads burn their core for milliseconds while they
 * wait for each other, which is fast on an idle machine and ruinous when brokers, web servers and other models share the
 * cores (a decoding step of 4 ms took 70 ms). Sleeping at once costs a training step of a small model a tenth of its speed,
 * for its parallel regions are shorter than a wake-up; so they spin for some 10 microseconds first. The library reads its
 * environment when it is loaded, so this runs before it.
 */
final class PassiveWaiting {
    private static final Logger log = LoggerFactory.getLogger(PassiveWaiting.class);

    private PassiveWaiting() {}

    /** Sets OpenMP's waiting in this process's environment unless the user has set any of it. */
    static void enable() {
        if (System.getenv("OMP_WAIT_POLICY") != null || System.getenv("GOMP_SPINCOUNT") != null) {
            return;
        }
        try {
            Function setenv = Function.getFunction(Platform.C_LIBRARY_NAME, "setenv");
            set(setenv, "OMP_WAIT_POLICY", "PASSIVE");
            set(setenv, "GOMP_SPINCOUNT", "1000");
        } catch (LinkageError | RuntimeException e) {
            log.warn("Idle native threads will spin: OMP_WAIT_POLICY could not be set ({}).", e.toString());
        }
    }

    private static void set(Function setenv, String name, String value) {
        int result = setenv.invokeInt(new Object[] {name, value, 0});
        log.debug("{}={}: {}", name, value, result == 0 ? "set" : "refused");
    }
}
