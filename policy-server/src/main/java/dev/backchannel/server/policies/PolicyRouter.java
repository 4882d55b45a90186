package dev.backchannel.server.policies;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns a request's model name into a route. */
public interface PolicyRouter {
    /** The model that is routed by experiment. */
    String POLICY = "policy";

    /**
     * @param model {@code policy}, {@code policy@ID} or {@code base}
     * @param unit who keeps to one arm: the user, or the conversation of a request without one; null: nobody who is counted,
     *     and the candidate answers
     * @return empty if there is no such model, or it is not loaded here
     */
    Optional<PolicyRoute> route(String model, String tenant, @Nullable String unit);
}
