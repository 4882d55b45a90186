package dev.backchannel.server.generation;

import dev.backchannel.policy.Decoder;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.Tokenizer;
import dev.backchannel.server.policies.ServedPolicy;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** All rows that one policy answers, in one decoder. Holds the policy until it is closed. Inference thread only. */
final class Lane implements AutoCloseable {
    private final ServedPolicy policy;
    private final Decoder decoder;
    private final List<Row> rows = new ArrayList<>();
    private final BitSet taken = new BitSet();

    Lane(PolicyModel model, ServedPolicy policy, int maxRows) {
        this.policy = policy;
        this.decoder = model.decoder(policy.adapter(), maxRows);
        if (!policy.retain()) {
            decoder.close();
            throw new IllegalStateException("policy " + policy.id() + " is freed already");
        }
    }

    ServedPolicy policy() {
        return policy;
    }

    List<Row> rows() {
        return rows;
    }

    /** A row in the lowest free slot: few rows stay cheap. It takes part after its prefill. */
    Row newRow(Generation generation, int choice, Tokenizer tokenizer) {
        int room = decoder.contextLength() - generation.request().prompt().length;
        return new Row(generation, choice, taken.nextClearBit(0), tokenizer, room);
    }

    /** Reads the prompt of a row and returns the first logits. */
    float[] prefill(Row row, int[] prompt) {
        float[] logits = decoder.prefill(row.slot(), prompt);
        taken.set(row.slot());
        rows.add(row);
        return logits;
    }

    /** One token for every row; logits in the order of {@link #rows}. */
    float[][] step() {
        int[] slots = new int[rows.size()];
        int[] tokens = new int[rows.size()];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = rows.get(i).slot();
            tokens[i] = rows.get(i).lastToken();
        }
        return decoder.step(slots, tokens);
    }

    /** Frees the rows whose request has ended or whose answer is complete. */
    void release(Row row) {
        rows.remove(row);
        taken.clear(row.slot());
        decoder.release(row.slot());
    }

    @Override
    public void close() {
        decoder.close();
        policy.release();
    }
}
