package dev.backchannel.policy.seed;

import java.util.Map;

/**
 * One request of a guest.
 *
 * @param slots what the request is about, such as {@code drink=latte}, with the facts that belong to it ({@code
 *     drink.price=4})
 * @param text the guest's words
 */
public record Request(Intent intent, Map<String, String> slots, String text) {
    public Request {
        slots = Map.copyOf(slots);
    }

    /** Whether the answer speaks about what was asked, slots included. Says nothing of its style or completeness. */
    public boolean onTopic(String answer) {
        return intent.topic().covers(answer, slots);
    }

    /** What was asked for, as a noun phrase: "the price of a latte". */
    public String subject() {
        return intent.subject().render(slots, true);
    }
}
