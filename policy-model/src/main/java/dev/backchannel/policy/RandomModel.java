package dev.backchannel.policy;

import dev.backchannel.policy.graph.WeightLayout;
import dev.backchannel.policy.safetensors.SafetensorsWriter.Tensor;
import dev.backchannel.policy.seed.SeedPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Writes a model of any size that has learned nothing, for measurements. It speaks the seed policy's tokens, whatever the
 * size of its vocabulary. No tensor is held in memory as a whole.
 */
public final class RandomModel {
    private static final double SIGMA = 0.02;

    private RandomModel() {}

    /**
     * @param folder made if it is missing
     * @param config its vocabulary is at least as large as the seed policy's
     * @param precision of the file
     * @return the folder, as {@link PolicyModel#load} takes it
     */
    public static Path write(Path folder, ModelConfig config, Precision precision, long seed) throws IOException {
        SeedPolicy.extractTo(folder);
        Files.delete(folder.resolve("backchannel.json")); // figures of another model
        int eos = 2; // the seed policy's end of turn
        ModelWriter.write(folder, config, slot -> weights(slot, seed), precision, -1, eos);
        return folder;
    }

    private static Tensor weights(WeightLayout.Slot slot, long seed) {
        if (slot.isMatrix()) {
            return new Noise(slot.shape(), slot.size(), seed * 31 + slot.name().hashCode());
        }
        return new Constant(slot.shape(), slot.size(), slot.name().endsWith("norm.weight") ? 1f : 0f);
    }

    private record Constant(long[] shape, long size, float value) implements Tensor {
        @Override
        public void copy(long from, float[] into, int count) {
            Arrays.fill(into, 0, count, value);
        }
    }

    /** Uniform with mean 0 and deviation SIGMA; a value depends on its place alone. */
    private record Noise(long[] shape, long size, long seed) implements Tensor {
        @Override
        public void copy(long from, float[] into, int count) {
            double width = SIGMA * Math.sqrt(12);
            for (int i = 0; i < count; i++) {
                into[i] = (float) (width * (unit(seed + from + i) - 0.5));
            }
        }

        /** In [0, 1): the finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
        private static double unit(long n) {
            long z = n * 0x9e3779b97f4a7c15L;
            z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
            z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
            return ((z ^ (z >>> 31)) >>> 11) * 0x1.0p-53;
        }
    }
}
