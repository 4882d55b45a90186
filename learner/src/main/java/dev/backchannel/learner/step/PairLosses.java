package dev.backchannel.learner.step;

import dev.backchannel.learner.loss.EditMask;
import dev.backchannel.learner.loss.LossSettings;
import dev.backchannel.learner.loss.Losses;
import dev.backchannel.learner.loss.PairLogProbs;
import dev.backchannel.learner.loss.PairLoss;
import dev.backchannel.learner.loss.PairTerm;
import java.util.Optional;
import java.util.function.IntPredicate;

/** The loss of a pair and the SFT term beside it, with their slopes at each token. Pure. */
final class PairLosses {
    private final PairLoss preference;
    private final PairLoss sft = Losses.sft();
    private final double sftWeight;
    private final boolean sftSeesAll;

    PairLosses(LossSettings settings) {
        this.preference = Losses.pairs(settings);
        this.sftWeight = settings.sftWeight();
        this.sftSeesAll = settings.editMask() != EditMask.PAIR_AND_SFT;
    }

    /**
     * What came of a pair.
     *
     * @param chosen [token] ∂ loss / ∂ log π of the chosen answer's tokens
     * @param rejected [token] likewise
     */
    record Slopes(PairTerm preference, PairTerm sft, double[] chosen, double[] rejected) {}

    /**
     * Both terms.
     *
     * @param whole sums over the whole answers
     * @param correction what was changed, if only that is compared
     * @param chosen [token] log π, nats
     * @param rejected [token] log π, nats
     */
    Slopes of(PairLogProbs whole, Optional<Correction> correction, float[] chosen, float[] rejected) {
        PairTerm preferred =
                preference.of(correction.map(c -> c.seen(chosen, rejected)).orElse(whole));
        IntPredicate inChosen =
                t -> correction.isEmpty() || correction.get().spans().chosen()[t];
        IntPredicate inRejected =
                t -> correction.isEmpty() || correction.get().spans().rejected()[t];
        boolean imitatesAll = sftSeesAll || correction.isEmpty();
        PairTerm likelihood = sft.of(imitatesAll ? whole : correction.get().seen(chosen, rejected));
        double[] dChosen = new double[chosen.length];
        for (int t = 0; t < dChosen.length; t++) {
            dChosen[t] = (inChosen.test(t) ? preferred.dChosen() : 0)
                    + sftWeight * (imitatesAll || inChosen.test(t) ? likelihood.dChosen() : 0);
        }
        double[] dRejected = new double[rejected.length];
        for (int t = 0; t < dRejected.length; t++) {
            dRejected[t] = inRejected.test(t) ? preferred.dRejected() : 0;
        }
        return new Slopes(preferred, likelihood, dChosen, dRejected);
    }
}
