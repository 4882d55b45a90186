package dev.backchannel.standalone.demo.measure;

import dev.backchannel.policy.seed.Intents;
import dev.backchannel.policy.seed.Request;
import dev.backchannel.standalone.demo.user.Population;
import dev.backchannel.standalone.demo.user.SimulatedUser;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A question in words that no training used, the user who asks it, and the seed the answer is drawn with. */
public record HeldOut(Request request, SimulatedUser user, long seed) {

    /** At least {@code atLeast} of them, every user equally often, every intent in turn. */
    public static List<HeldOut> draw(Population population, int atLeast, long seed) {
        SplittableRandom random = new SplittableRandom(seed ^ 0x5eed);
        int users = population.users().size();
        int count = (atLeast + users - 1) / users * users;
        List<HeldOut> drawn = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Request request = Intents.all().get(i % Intents.all().size()).heldOutRequest(random);
            drawn.add(new HeldOut(request, population.users().get(i % users), seed * 100_000 + i));
        }
        return drawn;
    }
}
