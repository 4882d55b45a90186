package dev.backchannel.standalone.bench.learner;

import dev.backchannel.policy.Completion;
import dev.backchannel.policy.LoraConfig;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.graph.MatrixProductRate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * What was measured.
 *
 * @param flops counted for one step
 * @param product FLOP/s of the best plain product
 * @param steps each one's times
 * @param tokens of all answers of a step, prompts included
 */
record LearnerRates(LoraConfig lora, double flops, double product, List<DpoStep.Timed> steps, int pairs, long tokens) {
    /** Half before the steps and half after them, so that a busy or throttled moment does not decide. */
    private static final int PRODUCTS = 20;

    private static final int LEAST_STEPS = 3;

    /** @param seconds the steps go on for so long */
    static LearnerRates measure(
            PolicyModel model,
            int pairs,
            int prompt,
            int completion,
            boolean recompute,
            double seconds,
            Consumer<String> progress) {
        List<Completion> batch = batch(model, pairs, prompt, completion);
        List<DpoStep.Timed> steps = new ArrayList<>();
        try (MatrixProductRate product = model.matrixProductRate(MatrixProductRate.SIZE);
                DpoStep step = new DpoStep(model, batch, recompute)) {
            progress.accept("multiplying matrices …");
            product.best(1); // to warm up
            double best = product.best(PRODUCTS / 2);
            progress.accept("taking steps …");
            step.take(); // to warm up
            long begun = System.nanoTime();
            while (steps.size() < LEAST_STEPS || (System.nanoTime() - begun) / 1e9 < seconds) {
                steps.add(step.take());
            }
            best = Math.max(best, product.best(PRODUCTS - PRODUCTS / 2));
            double flops = batch.size() * new StepFlops(model.config(), model.defaultLora()).of(prompt, completion);
            long tokens = (long) batch.size() * (prompt + completion);
            return new LearnerRates(model.defaultLora(), flops, best, List.copyOf(steps), pairs, tokens);
        }
    }

    /** Seconds of a step's passes, on average. */
    double passSeconds() {
        return steps.stream().mapToDouble(DpoStep.Timed::passes).average().orElseThrow();
    }

    double fastestPassSeconds() {
        return steps.stream().mapToDouble(DpoStep.Timed::passes).min().orElseThrow();
    }

    /** Seconds of a whole step, on average. */
    double stepSeconds() {
        return steps.stream().mapToDouble(DpoStep.Timed::whole).average().orElseThrow();
    }

    private static List<Completion> batch(PolicyModel model, int pairs, int prompt, int completion) {
        Random random = new Random(1);
        int vocabulary = model.config().vocabularySize();
        List<Completion> batch = new ArrayList<>();
        for (int pair = 0; pair < pairs; pair++) {
            int[] shared = random.ints(prompt, 0, vocabulary).toArray();
            for (int side = 0; side < 2; side++) {
                batch.add(new Completion(
                        shared, random.ints(completion, 0, vocabulary).toArray()));
            }
        }
        return batch;
    }
}
