package dev.backchannel.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers several prompts at once: a convenience over {@link Decoder} for tests, probes and simulations. */
public final class Generator {
    private static final int MOST_ROWS = 32;

    /** Prompt tokens that run in one call beside the answers' own. */
    private static final int PROMPT_TOKENS = 512;

    private final PolicyModel model;

    public Generator(PolicyModel model) {
        this.model = model;
    }

    /** One answer being made. */
    private final class Job {
        final int index;
        final int[] prompt;
        final Sampler sampler;
        final AnswerStream answer;
        int read;
        int token;

        Job(int index, int[] prompt, SamplingParameters parameters) {
            SamplingParameters own = parameters.withSeed(parameters.seed() + index);
            this.index = index;
            this.prompt = prompt;
            this.sampler = new Sampler(own);
            this.answer =
                    new AnswerStream(model.tokenizer(), own, model.config().contextLength() - prompt.length);
        }

        boolean reading() {
            return read < prompt.length;
        }

        /** Its next tokens, at most so many of its prompt. */
        Feed feed(int row, int most) {
            if (!reading()) {
                return new Feed(row, new int[] {token}, true);
            }
            int[] part = Arrays.copyOfRange(prompt, read, Math.min(prompt.length, read + most));
            read += part.length;
            return new Feed(row, part, !reading());
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
    public List<Generated> generate(
            @Nullable Adapter adapterOrNull, List<int[]> prompts, SamplingParameters parameters) {
        Generated[] done = new Generated[prompts.size()];
        int rows = Math.max(1, Math.min(MOST_ROWS, prompts.size()));
        Job[] running = new Job[rows];
        int next = 0;
        try (Decoder decoder = model.decoder(adapterOrNull, rows)) {
            do {
                for (int row = 0; row < rows; row++) {
                    while (running[row] == null && next < prompts.size()) {
                        Job job = new Job(next, prompts.get(next), parameters);
                        if (job.answer.finishReason().isEmpty()) {
                            decoder.requirePrompt(job.prompt);
                            decoder.begin(row, decoder.contextLength(), adapterOrNull);
                            running[row] = job;
                        } else {
                            done[next] = job.answer.generated();
                        }
                        next++;
                    }
                }
                advance(decoder, running, done);
            } while (next < prompts.size() || Arrays.stream(running).anyMatch(job -> job != null));
        }
        return List.of(done);
    }

    private static void advance(Decoder decoder, Job[] running, Generated[] done) {
        List<Feed> feeds = new ArrayList<>();
        int left = PROMPT_TOKENS;
        for (int row = 0; row < running.length; row++) {
            Job job = running[row];
            if (job != null && (!job.reading() || left > 0)) {
                Feed feed = job.feed(row, Math.min(left, decoder.mostTokens(row)));
                left -= feed.ids().length;
                feeds.add(feed);
            }
        }
        float[][] logits = decoder.advance(feeds);
        for (int i = 0; i < logits.length; i++) {
            int row = feeds.get(i).row();
            if (logits[i] != null && !running[row].goesOn(logits[i])) {
                done[running[row].index] = running[row].answer.generated();
                decoder.release(row);
                running[row] = null;
            }
        }
    }
}
