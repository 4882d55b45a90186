package dev.backchannel.standalone.bench.learning.prelude;

import dev.backchannel.avro.Label;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.SignalKind;
import dev.backchannel.learner.loss.LossSettings;
import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.Generated;
import dev.backchannel.standalone.bench.learning.Preferences;
import dev.backchannel.streams.config.MiningRules;
import dev.backchannel.streams.mining.TokenEditDistance;
import java.util.List;
import java.util.Optional;

/** What the weights are taught of a round. */
enum Teaching {
    NOTHING,
    /** The edited answers alone, by cross-entropy. */
    SFT,
    /** Edited over given, with the learner's own SFT term. */
    DPO,
    /** Edited answers are liked, those they replace are not, and what was taken as it is is liked a little. */
    KTO;

    LossSettings loss(LossSettings from) {
        return switch (this) {
            case NOTHING, KTO -> from;
            case SFT -> from.withPairs("sft").withSftWeight(0);
            case DPO -> from.withPairs("dpo");
        };
    }

    /** With the weights that streams gives. */
    List<Preference> of(String id, List<ChatMessage> prompt, Generated given, Optional<String> edited) {
        MiningRules rules = MiningRules.standard();
        if (this == NOTHING || (edited.isEmpty() && this != KTO)) {
            return List.of();
        }
        if (edited.isEmpty()) {
            Label liked = new Label(Preferences.served(given), true);
            return List.of(Preferences.label(id, prompt, rules.acceptanceWeight(), SignalKind.ACCEPTANCE, liked));
        }
        double distance = TokenEditDistance.normalised(given.text(), edited.get());
        double weight = Math.min(1, rules.editBase() + distance);
        Pair pair = new Pair(Preferences.written(edited.get()), Preferences.served(given));
        if (this != KTO) {
            return List.of(Preferences.pair(id, prompt, weight, pair));
        }
        return List.of(
                Preferences.label(id + "+", prompt, weight, SignalKind.EDIT, new Label(pair.getChosen(), true)),
                Preferences.label(id + "-", prompt, weight, SignalKind.EDIT, new Label(pair.getRejected(), false)));
    }
}
