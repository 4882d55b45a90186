package dev.backchannel.policy.graph;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes idle native threads sleep instead of spin. By default GNU OpenMP's threads burn their core for milliseconds while
 * they wait for each other, which is fast on an idle machine and ruinous when brokers, web servers and other models share
 * the cores (a decoding step of 4 ms took 70 ms). The library reads its environment when it is loaded, so this runs first.
 */
final class PassiveWaiting {
    private static final Logger log = LoggerFactory.getLogger(PassiveWaiting.class);

    private PassiveWaiting() {}

    /** Sets {@code OMP_WAIT_POLICY=PASSIVE} in this process's environment unless the user has set it. */
    static void enable() {
        if (System.getenv("OMP_WAIT_POLICY") != null || System.getenv("GOMP_SPINCOUNT") != null) {
            return;
        }
        try {
            Function setenv = Function.getFunction(Platform.C_LIBRARY_NAME, "setenv");
            int result = setenv.invokeInt(new Object[] {"OMP_WAIT_POLICY", "PASSIVE", 0});
            log.debug("OMP_WAIT_POLICY=PASSIVE: {}", result == 0 ? "set" : "refused");
        } catch (LinkageError | RuntimeException e) {
            log.warn("Idle native threads will spin: OMP_WAIT_POLICY could not be set ({}).", e.toString());
        }
    }
}
