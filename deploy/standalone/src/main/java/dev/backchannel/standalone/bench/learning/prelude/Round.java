package dev.backchannel.standalone.bench.learning.prelude;

import dev.backchannel.learner.choice.Choice;
import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.seed.Intent;
import dev.backchannel.policy.seed.Request;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One request, the same for every arm.
 *
 * @param seed of the run
 * @param number from 0
 */
record Round(long seed, int number, Context context, Request request) {

    static Round draw(List<Context> contexts, long seed, int number) {
        SplittableRandom random = new SplittableRandom(Choice.hash(seed, "round", number));
        Context context = contexts.get(random.nextInt(contexts.size()));
        Intent intent = context.intents().get(random.nextInt(context.intents().size()));
        return new Round(seed, number, context, intent.request(random));
    }

    List<ChatMessage> messages() {
        return List.of(ChatMessage.user(request.text()));
    }

    /** With which the policy draws its answer. */
    long samplingSeed() {
        return Choice.hash(seed, "answer", number) >>> 8;
    }

    String id() {
        return seed + "-" + number;
    }

    /** A round an hour, from the first hour on. */
    long millis() {
        return (number + 1) * 3_600_000L;
    }
}
