package dev.backchannel.learner.rebuild;

import dev.backchannel.avro.Answer;
import dev.backchannel.avro.Label;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Prompt;
import dev.backchannel.topics.Keys;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a new lineage learns from, and in which form.
 *
 * @param leftOut users, as tenant/user_id, who teach it nothing
 * @param asServed true: prompts and answers stay as the model read and said them. false, for another base: prompts are rendered
 *     from their messages and answers encoded from their texts, with the new base's template and tokenizer
 */
public record Selection(Set<String> leftOut, boolean asServed) {
    public Selection {
        leftOut = Set.copyOf(leftOut);
    }

    boolean leavesOut(Preference preference) {
        return preference.getUserId() != null
                && leftOut.contains(Keys.of(preference.getTenant(), preference.getUserId()));
    }

    Preference form(Preference preference) {
        if (asServed) {
            return preference;
        }
        Object body = preference.getBody();
        return Preference.newBuilder(preference)
                .setPrompt(new Prompt(preference.getPrompt().getMessages(), null))
                .setBody(
                        body instanceof Pair pair
                                ? new Pair(text(pair.getChosen()), text(pair.getRejected()))
                                : body instanceof Label label
                                        ? new Label(text(label.getAnswer()), label.getDesirable())
                                        : body)
                .build();
    }

    private static Answer text(Answer answer) {
        return new Answer(answer.getText(), List.of(), answer.getFinishReason());
    }

    /** The same for the same selection; goes with every copy. */
    String name() {
        return (asServed ? "as served" : "as text") + " without " + new TreeSet<>(leftOut);
    }
}
