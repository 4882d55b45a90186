package dev.backchannel.learner.step;

import dev.backchannel.avro.Preference;
import dev.backchannel.learner.example.Example;
import dev.backchannel.learner.example.ExampleEncoder;
import dev.backchannel.learner.example.SequenceSettings;
import dev.backchannel.learner.example.UnusablePreferenceException;
import dev.backchannel.learner.loss.LossSettings;
import dev.backchannel.learner.loss.RewardShift;
import dev.backchannel.learner.testing.Preferences;
import dev.backchannel.policy.AdamWConfig;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.LoraConfig;
import dev.backchannel.policy.LoraTrainer;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.OptimizerState;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.testing.TinyBase;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Steps of a small, random base. */
abstract class StepCase {
    static final LoraConfig LORA = new LoraConfig(4, 8, LoraConfig.ALL_LINEARS);
    static final LossSettings LOSS = LossSettings.defaults();

    static PolicyModel model;
    static LoraTrainer trainer;
    static LoraWeights untrained;

    @BeforeAll
    static void load(@TempDir Path folder) {
        model = TinyBase.load(folder, 1);
        trainer = model.trainer();
        untrained = LoraWeights.initial(model.config(), LORA, 7);
    }

    @AfterAll
    static void close() {
        trainer.close();
        model.close();
    }

    /** After one step, so that B is not zero any more. */
    static LoraWeights trained() {
        return step(LOSS, 8, untrained, examples(8, Preferences::pair)).weights();
    }

    static StepResult step(LossSettings loss, int nominal, LoraWeights weights, List<Example> examples) {
        return step(loss, nominal, weights, OptimizerState.initial(weights), examples, 1);
    }

    static StepResult step(
            LossSettings loss,
            int nominal,
            LoraWeights weights,
            OptimizerState optimizer,
            List<Example> examples,
            long number) {
        try (Adapter adapter = model.adapter(weights)) {
            return taker(loss, nominal, 4096)
                    .take(new StepInput(
                            weights, optimizer, adapter, examples, List.of(), List.of(), RewardShift.NONE, 1, number));
        }
    }

    static StepTaker taker(LossSettings loss, int nominal, int paddedTokens) {
        return taker(trainer, loss, nominal, paddedTokens);
    }

    static StepTaker taker(LoraTrainer trainer, LossSettings loss, int nominal, int paddedTokens) {
        return new StepTaker(model, trainer, new StepSettings(loss, AdamWConfig.of(5e-3), nominal, paddedTokens));
    }

    static StepInput input(LoraWeights weights, List<Example> examples) {
        return new StepInput(
                weights,
                OptimizerState.initial(weights),
                model.adapter(weights),
                examples,
                List.of(),
                List.of(),
                RewardShift.NONE,
                1,
                1);
    }

    static ExampleEncoder encoder() {
        return new ExampleEncoder(model, new SequenceSettings(256, 256), 1, true);
    }

    static List<Example> examples(int count, IntFunction<Preference> make) {
        return IntStream.range(0, count).mapToObj(make).map(StepCase::encoded).toList();
    }

    static Example encoded(Preference preference) {
        try {
            return encoder().encode(preference);
        } catch (UnusablePreferenceException e) {
            throw new AssertionError(e);
        }
    }
}
