package dev.backchannel.server.generation;

import dev.backchannel.policy.Decoder;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.Tokenizer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** All answers that are being made, in one decoder, each under the policy that it began with. Inference thread only. */
final class Batch implements AutoCloseable {
    private final Decoder decoder;
    private final List<Row> rows = new ArrayList<>();
    private final BitSet taken = new BitSet();

    Batch(PolicyModel model, int maxRows) {
        this.decoder = model.decoder(null, maxRows);
    }

    List<Row> rows() {
        return rows;
    }

    /** A row in the lowest free slot: few rows stay cheap. It takes part after its prefill. */
    Row newRow(Generation generation, int choice, Tokenizer tokenizer) {
        int room = decoder.contextLength() - generation.request().prompt().length;
        return new Row(generation, choice, taken.nextClearBit(0), tokenizer, room);
    }

    /** Reads the prompt of a row under its policy and returns the first logits. */
    float[] prefill(Row row, int[] prompt) {
        float[] logits =
                decoder.prefill(row.slot(), prompt, row.generation().policy().adapter());
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

    /** Frees a row whose request has ended or whose answer is complete, and lets go of its adapter. */
    void release(Row row) {
        rows.remove(row);
        taken.clear(row.slot());
        decoder.release(row.slot());
    }

    @Override
    public void close() {
        decoder.close();
    }
}
