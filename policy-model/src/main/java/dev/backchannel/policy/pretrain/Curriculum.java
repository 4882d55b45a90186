package dev.backchannel.policy.pretrain;

import dev.backchannel.policy.seed.Dialogue;
import dev.backchannel.policy.seed.DialogueWriter;
import java.util.random.RandomGenerator;

/**
 * What is trained when. Without the drills a model of this size learns the domain's sentences, but neither to obey nor what
 * users think of an answer, in the time that pretraining has.
 */
interface Curriculum {
    /** @param done share of the round that is done, from 0 to 1 */
    Dialogue draw(double done, RandomGenerator random);

    /** First mostly drills, which teach to look up the request and the named style; then mostly whole dialogues. */
    static Curriculum firstRound() {
        return (done, random) ->
                random.nextDouble() < drills(done) ? DialogueWriter.drill(random) : DialogueWriter.write(random);
    }

    /** Nearly half drills of the users' reactions, beside all that the first round taught. */
    static Curriculum secondRound() {
        return (done, random) -> {
            double draw = random.nextDouble();
            if (draw < 0.5) {
                return DialogueWriter.reactionDrill(random);
            }
            return draw < 0.7 ? DialogueWriter.drill(random) : DialogueWriter.write(random);
        };
    }

    private static double drills(double done) {
        double fall = Math.max(0, Math.min(1, (done - 0.4) / 0.2));
        return 0.95 - 0.8 * fall;
    }
}
