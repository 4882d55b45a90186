package dev.backchannel.standalone.demo.user;

import dev.backchannel.policy.seed.Intents;
import dev.backchannel.policy.seed.Request;
import java.util.Set;
import java.util.random.RandomGenerator;

/** What users ask: anything but what is held out for the same user. */
public final class Questions {
    private final Set<Asked> heldOut;

    /** @param heldOut what is never asked */
    public Questions(Set<Asked> heldOut) {
        this.heldOut = Set.copyOf(heldOut);
    }

    /** A user's words. */
    public record Asked(String userId, String text) {}

    public Request draw(SimulatedUser user, RandomGenerator random) {
        Request request = Intents.draw(random).request(random);
        while (heldOut.contains(new Asked(user.id(), request.text()))) {
            request = Intents.draw(random).request(random);
        }
        return request;
    }
}
