package dev.backchannel.policy.pretrain;

import dev.backchannel.policy.seed.DialogueWriter;
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

    private final DialogueEncoder encoder;
    private final int dialoguesPerBatch;
    private final Random random;
    private final Deque<List<EncodedDialogue>> ready = new ArrayDeque<>();

    BatchSource(DialogueEncoder encoder, int dialoguesPerBatch, long seed) {
        this.encoder = encoder;
        this.dialoguesPerBatch = dialoguesPerBatch;
        this.random = new Random(seed);
    }

    List<EncodedDialogue> next() {
        if (ready.isEmpty()) {
            refill();
        }
        return ready.remove();
    }

    private void refill() {
        List<EncodedDialogue> pool = new ArrayList<>();
        while (pool.size() < dialoguesPerBatch * BATCHES_PER_POOL) {
            pool.add(encoder.encode(DialogueWriter.write(random)));
        }
        pool.sort(Comparator.comparingInt(EncodedDialogue::length));
        List<List<EncodedDialogue>> batches = new ArrayList<>();
        for (int i = 0; i < pool.size(); i += dialoguesPerBatch) {
            batches.add(List.copyOf(pool.subList(i, i + dialoguesPerBatch)));
        }
        Collections.shuffle(batches, random);
        ready.addAll(batches);
    }
}
