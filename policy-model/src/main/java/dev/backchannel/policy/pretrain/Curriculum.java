package dev.backchannel.policy.pretrain;

import dev.backchannel.policy.seed.Dialogue;
import dev.backchannel.policy.seed.DialogueWriter;
import dev.backchannel.policy.seed.ReactionDrills;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What is trained when. Without the drills a model of this size learns the domain's sentences, but neither to obey nor what
 * users think of an answer, in the time that pretraining has.
 */
interface Curriculum {
    /**
     * Some dialogues that belong together.
     *
     * @param done share of the round that is done, from 0 to 1
     */
    List<Dialogue> draw(double done, RandomGenerator random);

    /** First mostly drills, which teach to look up the request and the named style; then mostly whole dialogues. */
    static Curriculum language() {
        return (done, random) -> List.of(
                random.nextDouble() < drills(done) ? DialogueWriter.drill(random) : DialogueWriter.write(random));
    }

    /** Whether an answer fits, in the plainest words; some drills against forgetting. */
    static Curriculum fit(double wishShare, double drillShare) {
        return (done, random) -> random.nextDouble() < drillShare
                ? List.of(DialogueWriter.drill(random))
                : ReactionDrills.plainPair(wishShare, random);
    }

    /** The users' reactions in all their words, beside all that was taught before. */
    static Curriculum reactions() {
        return (done, random) -> {
            double draw = random.nextDouble();
            if (draw < 0.4) {
                return ReactionDrills.pair(random);
            }
            if (draw < 0.6) {
                return ReactionDrills.plainPair(0.4, random);
            }
            return List.of(draw < 0.75 ? DialogueWriter.drill(random) : DialogueWriter.write(random));
        };
    }

    /** All of it, with longer answers and more wishes. */
    static Curriculum together() {
        return (done, random) -> {
            double draw = random.nextDouble();
            if (draw < 0.55) {
                return ReactionDrills.widePair(draw < 0.25, random);
            }
            return List.of(draw < 0.7 ? DialogueWriter.drill(random) : DialogueWriter.write(random));
        };
    }

    private static double drills(double done) {
        double fall = Math.max(0, Math.min(1, (done - 0.4) / 0.2));
        return 0.95 - 0.8 * fall;
    }
}
