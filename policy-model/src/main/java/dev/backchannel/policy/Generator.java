package dev.backchannel.policy;

import java.util.ArrayList;
import java.util.List;

/** Answers several prompts at once: a convenience over {@link Decoder} for tests, probes and simulations. */
public final class Generator {
    private static final int MOST_ROWS = 32;

    private final PolicyModel model;

    public Generator(PolicyModel model) {
        this.model = model;
    }

    /** One answer being made. */
    private final class Job {
        final int index;
        final Sampler sampler;
        final AnswerStream answer;
        int token;

        Job(int index, int[] prompt, SamplingParameters parameters) {
            this.index = index;
            SamplingParameters own = parameters.withSeed(parameters.seed() + index);
            this.sampler = new Sampler(own);
            this.answer =
                    new AnswerStream(model.tokenizer(), own, model.config().contextLength() - prompt.length);
        }

        /** Draws the next token; false once the answer has ended. */
        boolean goesOn(float[] logits) {
            token = sampler.sample(logits);
            answer.push(token);
            return answer.finishReason().isEmpty();
        }
    }

    /**
     * One answer per prompt, in their order. Prompt i draws with {@code parameters.seed() + i}.
     *
     * @param adapterOrNull null for the base
     */
    public List<Generated> generate(Adapter adapterOrNull, List<int[]> prompts, SamplingParameters parameters) {
        Generated[] done = new Generated[prompts.size()];
        int rows = Math.max(1, Math.min(MOST_ROWS, prompts.size()));
        Job[] running = new Job[rows];
        int next = 0;
        try (Decoder decoder = model.decoder(adapterOrNull, rows)) {
            do {
                for (int row = 0; row < rows; row++) {
                    while (running[row] == null && next < prompts.size()) {
                        Job job = new Job(next, prompts.get(next), parameters);
                        boolean room = job.answer.finishReason().isEmpty();
                        if (room && job.goesOn(decoder.prefill(row, prompts.get(next)))) {
                            running[row] = job;
                        } else {
                            done[next] = job.answer.generated();
                        }
                        next++;
                    }
                }
                advance(decoder, running, done);
            } while (next < prompts.size() || anyRunning(running));
        }
        return List.of(done);
    }

    private static void advance(Decoder decoder, Job[] running, Generated[] done) {
        List<Integer> rows = new ArrayList<>();
        for (int row = 0; row < running.length; row++) {
            if (running[row] != null) {
                rows.add(row);
            }
        }
        int[] tokens = rows.stream().mapToInt(row -> running[row].token).toArray();
        float[][] logits = decoder.step(rows.stream().mapToInt(row -> row).toArray(), tokens);
        for (int i = 0; i < logits.length; i++) {
            Job job = running[rows.get(i)];
            if (!job.goesOn(logits[i])) {
                done[job.index] = job.answer.generated();
                decoder.release(rows.get(i));
                running[rows.get(i)] = null;
            }
        }
    }

    private static boolean anyRunning(Job[] running) {
        for (Job job : running) {
            if (job != null) {
                return true;
            }
        }
        return false;
    }
}
