package dev.backchannel.policy.pretrain;

import dev.backchannel.policy.seed.Dialogue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * An endless, seeded supply of training batches. Dialogues are drawn by the pool and batched with others of about their
 * length, so that little of a batch is padding; the order of the batches is shuffled.
 */
final class BatchSource {
    private static final int BATCHES_PER_POOL = 16;

    private final Curriculum curriculum;
    private final DialogueEncoder encoder;
    private final int tokensPerBatch;
    private final Random random;
    private final Deque<List<EncodedDialogue>> ready = new ArrayDeque<>();

    BatchSource(Curriculum curriculum, DialogueEncoder encoder, int tokensPerBatch, long seed) {
        this.curriculum = curriculum;
        this.encoder = encoder;
        this.tokensPerBatch = tokensPerBatch;
        this.random = new Random(seed);
    }

    /** @param done share of the training that is done; the curriculum may depend on it */
    List<EncodedDialogue> next(double done) {
        if (ready.isEmpty()) {
            refill(done);
        }
        return ready.remove();
    }

    private void refill(double done) {
        List<EncodedDialogue> pool = new ArrayList<>();
        int tokens = 0;
        while (tokens < tokensPerBatch * BATCHES_PER_POOL) {
            for (Dialogue dialogue : curriculum.draw(done, random)) {
                EncodedDialogue encoded = encoder.encode(dialogue);
                pool.add(encoded);
                tokens += encoded.length();
            }
        }
        pool.sort(Comparator.comparingInt(EncodedDialogue::length));
        List<List<EncodedDialogue>> batches = new ArrayList<>();
        int from = 0;
        for (int to = 1; to <= pool.size(); to++) {
            boolean full = to < pool.size() && (to + 1 - from) * pool.get(to).length() > tokensPerBatch;
            if (full || to == pool.size()) {
                batches.add(List.copyOf(pool.subList(from, to)));
                from = to;
            }
        }
        Collections.shuffle(batches, random);
        ready.addAll(batches);
    }
}
