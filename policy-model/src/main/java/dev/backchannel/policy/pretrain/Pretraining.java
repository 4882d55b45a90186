package dev.backchannel.policy.pretrain;

import dev.backchannel.policy.AdamWConfig;
import dev.backchannel.policy.EngineOptions;
import dev.backchannel.policy.FullTrainer;
import dev.backchannel.policy.ModelConfig;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.Precision;
import dev.backchannel.policy.seed.DialogueTurn;
import dev.backchannel.policy.seed.DialogueWriter;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** Makes a seed policy from nothing: tokenizer, weights, a folder in Hugging Face's layout. */
public final class Pretraining {
    static final int CONTEXT_LENGTH = 512;

    /** The learning rate comes with each step. */
    private static final AdamWConfig ADAM_W = new AdamWConfig(1e-3, 0.9, 0.98, 1e-8, 0.05, 1.0);

    private static final int TOKENIZER_DIALOGUES = 20_000;

    /** So often the policy is written as it is, so that a run that is cut short leaves something. */
    private static final int STEPS_PER_SNAPSHOT = 200;

    private static final double SMOOTHING = 0.97;

    private final PretrainConfig config;
    private final LongSupplier nanoTime;
    private final Consumer<PretrainProgress> progress;
    private final long start;
    private int trained;
    private long tokens;

    /** @param progress told after every step */
    public Pretraining(PretrainConfig config, LongSupplier nanoTime, Consumer<PretrainProgress> progress) {
        this.config = config;
        this.nanoTime = nanoTime;
        this.progress = progress;
        this.start = nanoTime.getAsLong();
    }

    /** Trains and writes the policy, then measures it; the report is empty if no evaluation is configured. */
    public Optional<SeedReport> run() throws IOException {
        train();
        if (config.evaluationRequests() == 0) {
            return Optional.empty();
        }
        try (PolicyModel model = PolicyModel.load(config.output(), EngineOptions.cpu(config.threads()))) {
            SeedReport report = new SeedEvaluation(model, config.evaluationRequests(), config.seed()).run();
            PolicyReportFile.write(report, config.output());
            return Optional.of(report);
        }
    }

    private void train() throws IOException {
        int vocabulary = TokenizerFiles.write(trainTokenizer(), CONTEXT_LENGTH, config.output());
        EngineOptions options = EngineOptions.cpu(config.threads());
        for (Round round : Round.ALL) {
            boolean first = round.equals(Round.ALL.get(0));
            try (FullTrainer trainer = first
                    ? FullTrainer.initialise(shape(vocabulary), ADAM_W, options, config.seed())
                    : FullTrainer.resume(config.output(), ADAM_W, options)) {
                train(trainer, round);
            }
        }
    }

    /** Llama's layout, about two million parameters. */
    static ModelConfig shape(int vocabulary) {
        return new ModelConfig(
                "llama", 192, 512, 4, 6, 2, 32, vocabulary, CONTEXT_LENGTH, 10_000, 1e-5, true, false, false);
    }

    private BpeVocabulary trainTokenizer() {
        BpeTrainer trainer = new BpeTrainer();
        Random random = new Random(config.seed());
        trainer.count(IntStream.range(0, TOKENIZER_DIALOGUES)
                .mapToObj(i -> DialogueWriter.write(random))
                .flatMap(dialogue -> dialogue.turns().stream())
                .map(DialogueTurn::message)
                .flatMap(message -> List.of(message.role(), "\n", message.content()).stream()));
        return trainer.train(config.vocabularySize());
    }

    private void train(FullTrainer trainer, Round round) throws IOException {
        try (DialogueEncoder encoder = new DialogueEncoder(config.output(), CONTEXT_LENGTH)) {
            BatchSource batches = new BatchSource(
                    round.curriculum(),
                    encoder,
                    (int) (config.batchScale() * round.tokensPerStep()),
                    config.seed() + round.seedOffset());
            RoundClock clock = new RoundClock(config, round, nanoTime);
            double smoothed = 0;
            for (int step = 0; clock.done(step) < 1; step++) {
                double done = clock.done(step);
                double learningRate = round.schedule().at(step, done);
                List<EncodedDialogue> batch = batches.next(done);
                double loss = trainer.step(
                        batch.stream().map(EncodedDialogue::ids).toList(),
                        batch.stream().map(EncodedDialogue::counts).toList(),
                        learningRate);
                if (!Double.isFinite(loss)) {
                    throw new IllegalStateException("the loss became " + loss + " at step " + step + " of the round "
                            + round.name() + ", at a learning rate of " + learningRate);
                }
                trained++;
                tokens += batch.stream().mapToInt(EncodedDialogue::length).sum();
                double keep = Math.min(SMOOTHING, step / (step + 1.0));
                smoothed = keep * smoothed + (1 - keep) * loss;
                double seconds = Math.max(1e-9, (nanoTime.getAsLong() - start) / 1e9);
                progress.accept(new PretrainProgress(
                        trained, clock.doneOfAll(step + 1), smoothed, learningRate, tokens / seconds));
                if (trained % STEPS_PER_SNAPSHOT == 0) {
                    save(trainer, encoder);
                }
            }
            save(trainer, encoder);
        }
    }

    private void save(FullTrainer trainer, DialogueEncoder encoder) throws IOException {
        trainer.save(config.output(), Precision.BF16, -1, encoder.endOfTurnId());
        PolicyReportFile.writeSamplingDefaults(config.output());
    }
}
