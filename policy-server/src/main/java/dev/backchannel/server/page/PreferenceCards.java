package dev.backchannel.server.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.avro.Label;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import java.util.Set;
import java.util.TreeMap;

/** Preferences as the page gets them: whose they are and why they were made, with or without what was said. */
final class PreferenceCards {
    /** Of an explanation, what holds no words of a user; besides numbers. */
    private static final Set<String> WORDLESS = Set.of("class", "thumb", "chosen_turn", "rejected_turn");

    private final boolean texts;

    PreferenceCards(boolean texts) {
        this.texts = texts;
    }

    ObjectNode card(Preference preference) {
        boolean pair = preference.getBody() instanceof Pair;
        ObjectNode card = Cards.object()
                .put("at", preference.getAcceptedAt().toEpochMilli())
                .put("tenant", preference.getTenant())
                .put("user", preference.getUserId())
                .put("turn", preference.getTurnId())
                .put("signal", Cards.word(preference.getSignal()))
                .put("kind", pair ? "pair" : "label")
                .put("weight", preference.getWeight())
                .put("arm", preference.getArm())
                .put("answeredBy", preference.getCheckpoint());
        if (preference.getBody() instanceof Label label) {
            card.put("desirable", label.getDesirable());
        }
        ArrayNode evidence = card.putArray("evidence");
        preference.getEvidence().forEach(evidence::add);
        ObjectNode why = card.putObject("why");
        new TreeMap<>(preference.getExplanation()).forEach((name, value) -> {
            if (texts || isWordless(name, value)) {
                why.put(name, Cards.clipped(value));
            }
        });
        if (texts) {
            words(card, preference);
        }
        return card;
    }

    private static void words(ObjectNode card, Preference preference) {
        for (Message message : preference.getPrompt().getMessages()) {
            if (message.getRole().equals("user")) {
                card.put("asked", Cards.clipped(message.getContent())); // the last one stays
            }
        }
        card.put("said", Cards.clipped(preference.getFollowUp()));
        if (preference.getBody() instanceof Pair pair) {
            card.put("chosen", Cards.clipped(pair.getChosen().getText()))
                    .put("rejected", Cards.clipped(pair.getRejected().getText()));
        } else if (preference.getBody() instanceof Label label) {
            card.put("answer", Cards.clipped(label.getAnswer().getText()));
        }
    }

    private static boolean isWordless(String name, String value) {
        return WORDLESS.contains(name) || value.matches("-?[0-9.]{1,24}");
    }
}
