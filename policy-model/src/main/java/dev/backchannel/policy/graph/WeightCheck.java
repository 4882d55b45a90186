package dev.backchannel.policy.graph;

import dev.backchannel.policy.ModelConfig;
import dev.backchannel.policy.ModelFormatException;
import dev.backchannel.policy.format.WeightFiles;
import dev.backchannel.policy.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Holds the tensors of a folder against what its config.json calls for, before any of them is read. */
public final class WeightCheck {
    private static final int MOST_NAMED = 5;
    private static final int PIECE = 1 << 20;
    private static final String EMBEDDING = "model.embed_tokens.weight";
    private static final String HEAD = "lm_head.weight";

    private WeightCheck() {}

    /** @throws ModelFormatException naming the tensors that are missing, misshapen or not the model's */
    public static void check(ModelConfig config, WeightFiles files) throws IOException {
        Map<String, WeightLayout.Slot> wanted = new LinkedHashMap<>();
        for (WeightLayout.Slot slot : WeightLayout.slots(config)) {
            if (slot.present()) {
                wanted.put(slot.name(), slot);
            }
        }
        List<String> faults = new ArrayList<>();
        for (WeightLayout.Slot slot : wanted.values()) {
            if (!files.contains(slot.name())) {
                faults.add(slot.name() + " is missing");
            } else {
                long[] shape = files.holding(slot.name()).info(slot.name()).shape();
                if (!Arrays.equals(shape, slot.shape())) {
                    faults.add(slot.name() + " has the shape " + Arrays.toString(shape) + " instead of "
                            + Arrays.toString(slot.shape()));
                }
            }
        }
        for (String name : files.tensors()) {
            if (!wanted.containsKey(name) && !isRotaryBuffer(name) && !isCopyOfEmbedding(name, config, files)) {
                faults.add(name + " is one too many"
                        + (name.equals(HEAD) ? ": tie_word_embeddings is true, but it differs from " + EMBEDDING : ""));
            }
        }
        if (!faults.isEmpty()) {
            throw new ModelFormatException("The weights in "
                    + files.paths().get(0).getParent() + " are not what config.json calls for: "
                    + String.join("; ", faults.subList(0, Math.min(MOST_NAMED, faults.size())))
                    + (faults.size() > MOST_NAMED ? "; and " + (faults.size() - MOST_NAMED) + " more" : "") + ".");
        }
    }

    /** Old versions of transformers saved the rotary frequencies, which config.json determines. */
    private static boolean isRotaryBuffer(String name) {
        return name.endsWith(".rotary_emb.inv_freq");
    }

    /** Some tools write the tied head out as well. */
    private static boolean isCopyOfEmbedding(String name, ModelConfig config, WeightFiles files) throws IOException {
        if (!name.equals(HEAD) || !config.tiedHead() || !files.contains(EMBEDDING)) {
            return false;
        }
        SafetensorsFile.TensorInfo head = files.holding(HEAD).info(HEAD);
        SafetensorsFile.TensorInfo embedding = files.holding(EMBEDDING).info(EMBEDDING);
        if (!head.dtype().equals(embedding.dtype()) || head.bytes() != embedding.bytes()) {
            return false;
        }
        try (SafetensorsFile.Pieces one = files.holding(HEAD).pieces();
                SafetensorsFile.Pieces other = files.holding(EMBEDDING).pieces()) {
            for (long from = 0; from < head.bytes(); from += PIECE) {
                int length = (int) Math.min(PIECE, head.bytes() - from);
                ByteBuffer a = ByteBuffer.allocate(length);
                ByteBuffer b = ByteBuffer.allocate(length);
                one.read(head, from, a);
                other.read(embedding, from, b);
                if (!a.equals(b)) {
                    return false;
                }
            }
        }
        return true;
    }
}
