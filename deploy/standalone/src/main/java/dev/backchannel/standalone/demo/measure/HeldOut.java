package dev.backchannel.standalone.demo.measure;

import dev.backchannel.policy.seed.Intent;
import dev.backchannel.policy.seed.Intents;
import dev.backchannel.policy.seed.Request;
import dev.backchannel.standalone.demo.user.Population;
import dev.backchannel.standalone.demo.user.Questions;
import dev.backchannel.standalone.demo.user.SimulatedUser;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A question, a user who never asks it while learning goes on, and the seed the answer is drawn with. Every second one is in
 * words that the base never saw in training either.
 */
public record HeldOut(Request request, SimulatedUser user, long seed) {

    /** At least {@code atLeast} of them, every user equally often, every intent in turn. */
    public static List<HeldOut> draw(Population population, int atLeast, long seed) {
        SplittableRandom random = new SplittableRandom(seed ^ 0x5eed);
        int users = population.users().size();
        int count = (atLeast + users - 1) / users * users;
        List<HeldOut> drawn = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Intent intent = Intents.all().get(i % Intents.all().size());
            Request request = random.nextBoolean() ? intent.heldOutRequest(random) : intent.request(random);
            drawn.add(new HeldOut(request, population.users().get(i % users), seed * 100_000 + i));
        }
        return drawn;
    }

    /** What the same user may not ask live. */
    public Questions.Asked asked() {
        return new Questions.Asked(user.id(), request.text());
    }
}
