package dev.backchannel.server.policies;

import dev.backchannel.avro.Assignment;
import java.util.Optional;

/**
 * Which policy a request wants. It is resolved when the request's first row begins, so that a request that has waited gets
 * the newest policy.
 */
public interface PolicyRoute {
    /** The name the request used: {@code policy}, {@code policy@ID} or {@code base}. */
    String model();

    /** The arm of the experiment; empty where the request named its policy itself. */
    Optional<String> arm();

    /** How the request came to its arm; empty where it named its policy itself, or does not count. */
    Optional<Assignment> assignment();

    /** The policy, retained for the caller; empty if it is no longer loaded. */
    Optional<ServedPolicy> acquire();
}
