package dev.backchannel.standalone.bench.learner;

import dev.backchannel.learner.loss.LossSettings;
import dev.backchannel.learner.loss.Losses;
import dev.backchannel.learner.loss.PairLogProbs;
import dev.backchannel.learner.loss.PairLoss;
import dev.backchannel.learner.loss.PairTerm;
import dev.backchannel.policy.AdamWConfig;
import dev.backchannel.policy.Completion;
import dev.backchannel.policy.LoraTrainer;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.PolicyModel;
import java.util.Arrays;
import java.util.List;

/** One DPO step after another on the same pairs. Completions 2i and 2i+1 are the chosen and the rejected one of pair i. */
final class DpoStep implements AutoCloseable {
    private static final long SEED = 1;
    private static final AdamWConfig OPTIMIZER = AdamWConfig.of(1e-4);

    private final PolicyModel model;
    private final List<Completion> batch;
    private final LoraTrainer trainer;
    private final PairLoss loss = Losses.pairs(LossSettings.defaults().withPairs("dpo"));

    /**
     * How long a step took.
     *
     * @param passes seconds of reference forward, policy forward, loss and backward
     * @param whole seconds with the optimiser and the adapter's way to the host
     * @param loss mean over the pairs
     */
    record Timed(double passes, double whole, double loss) {}

    DpoStep(PolicyModel model, List<Completion> batch, boolean recompute) {
        this.model = model;
        this.batch = batch;
        this.trainer = model.trainer(recompute);
        trainer.load(LoraWeights.initial(model.config(), model.defaultLora(), SEED));
    }

    Timed take() {
        long begun = System.nanoTime();
        float[][] reference = model.tokenLogProbs(batch, null);
        double[] sum = {0};
        try (LoraTrainer.Pass pass = trainer.forward(batch)) {
            pass.backward(slopes(pass.tokenLogProbs(), reference, sum));
        }
        long passed = System.nanoTime();
        trainer.step(OPTIMIZER);
        trainer.weights(); // a checkpoint and the gate want them
        trainer.optimizer();
        long ended = System.nanoTime();
        return new Timed((passed - begun) / 1e9, (ended - begun) / 1e9, sum[0] * 2 / batch.size());
    }

    private float[][] slopes(float[][] policy, float[][] reference, double[] sum) {
        float[][] slopes = new float[policy.length][];
        double scale = 2.0 / policy.length; // the mean over pairs
        for (int row = 0; row < policy.length; row += 2) {
            PairTerm term = loss.of(new PairLogProbs(
                    sum(policy[row]),
                    sum(policy[row + 1]),
                    sum(reference[row]),
                    sum(reference[row + 1]),
                    policy[row].length,
                    policy[row + 1].length));
            sum[0] += term.value();
            slopes[row] = constant(policy[row].length, scale * term.dChosen());
            slopes[row + 1] = constant(policy[row + 1].length, scale * term.dRejected());
        }
        return slopes;
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }

    private static float[] constant(int length, double value) {
        float[] values = new float[length];
        Arrays.fill(values, (float) value);
        return values;
    }

    @Override
    public void close() {
        trainer.close();
    }
}
