package dev.backchannel.policy.pretrain;

import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.seed.Intent;
import dev.backchannel.policy.seed.Intents;
import dev.backchannel.policy.seed.Request;
import dev.backchannel.policy.seed.SystemMessages;
import dev.backchannel.policy.style.StyleProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A request to measure the policy on.
 *
 * @param named the style that the system message names; empty if it names none
 */
record EvaluationCase(Request request, StyleProfile named) {

    /** One case; intents take turns by {@code index}. */
    static EvaluationCase draw(int index, boolean heldOutPhrasing, boolean namesStyle, RandomGenerator random) {
        Intent intent = Intents.all().get(index % Intents.all().size());
        Request request = heldOutPhrasing ? intent.heldOutRequest(random) : intent.request(random);
        StyleProfile named = StyleProfile.none();
        if (namesStyle) {
            StyleProfile all = StyleProfile.random(random);
            named = StyleProfile.of(all.values().values().stream()
                    .filter(value -> random.nextBoolean())
                    .toList());
        }
        return new EvaluationCase(request, named);
    }

    List<ChatMessage> messages() {
        List<ChatMessage> messages = new ArrayList<>();
        if (!named.isEmpty()) {
            messages.add(new ChatMessage("system", SystemMessages.ROLE + " " + named.sentence()));
        }
        messages.add(new ChatMessage("user", request.text()));
        return messages;
    }
}
