package dev.backchannel.policy.reference;

import dev.backchannel.policy.LoraNames;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.Matrix;
import dev.backchannel.policy.ModelConfig;
import java.util.Arrays;
import java.util.Map;

/**
 * The model's mathematics in plain loops and double precision, one token after another, written from the papers: the
 * yardstick for the graph. RMSNorm (1910.07467), rotary positions (2104.09864) as rotations of the pairs (i, i + D/2),
 * grouped-query attention (2305.13245), SwiGLU (2002.05202), LoRA (2106.09685), a norm on each head of q and k as in Qwen3
 * (2505.09388), scaled positions in {@link ScalarAngles}.
 */
public final class ScalarModel {
    private final ModelConfig c;
    private final Map<String, float[]> w;
    private final LoraWeights lora;

    /** @param loraOrNull null for the base alone */
    public ScalarModel(ModelConfig config, Map<String, float[]> weights, LoraWeights loraOrNull) {
        this.c = config;
        this.w = weights;
        this.lora = loraOrNull;
    }

    /** Logits [position][vocabulary]. */
    public double[][] logits(int[] ids) {
        double[][] x = new double[ids.length][];
        for (int t = 0; t < ids.length; t++) {
            x[t] = row(w.get("model.embed_tokens.weight"), ids[t], c.hiddenSize());
        }
        for (int layer = 0; layer < c.layers(); layer++) {
            block(x, layer);
        }
        String head = c.tiedHead() ? "model.embed_tokens.weight" : "lm_head.weight";
        double[][] logits = new double[ids.length][];
        for (int t = 0; t < ids.length; t++) {
            logits[t] = product(w.get(head), rmsNorm(x[t], w.get("model.norm.weight")), c.vocabularySize());
        }
        return logits;
    }

    /** Log-probability of ids[t] given ids[0 … t−1], for each t ≥ 1; entry 0 is 0. */
    public double[] logProbs(int[] ids) {
        double[][] logits = logits(ids);
        double[] result = new double[ids.length];
        for (int t = 1; t < ids.length; t++) {
            double sum = 0;
            for (double z : logits[t - 1]) {
                sum += Math.exp(z);
            }
            result[t] = logits[t - 1][ids[t]] - Math.log(sum);
        }
        return result;
    }

    private void block(double[][] x, int layer) {
        String prefix = "model.layers." + layer + ".";
        int n = x.length;
        double[][] q = new double[n][];
        double[][] k = new double[n][];
        double[][] v = new double[n][];
        for (int t = 0; t < n; t++) {
            double[] h = rmsNorm(x[t], w.get(prefix + "input_layernorm.weight"));
            q[t] = rotate(normHeads(linear(h, layer, "q_proj"), prefix + "self_attn.q_norm.weight"), t);
            k[t] = rotate(normHeads(linear(h, layer, "k_proj"), prefix + "self_attn.k_norm.weight"), t);
            v[t] = linear(h, layer, "v_proj");
        }
        for (int t = 0; t < n; t++) {
            add(x[t], linear(attention(q[t], k, v, t), layer, "o_proj"));
            double[] h = rmsNorm(x[t], w.get(prefix + "post_attention_layernorm.weight"));
            double[] gate = linear(h, layer, "gate_proj");
            double[] up = linear(h, layer, "up_proj");
            for (int i = 0; i < gate.length; i++) {
                gate[i] = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
            }
            add(x[t], linear(gate, layer, "down_proj"));
        }
    }

    private double[] attention(double[] q, double[][] k, double[][] v, int t) {
        int width = c.headDim();
        double[] out = new double[c.heads() * width];
        for (int head = 0; head < c.heads(); head++) {
            int kv = head / (c.heads() / c.kvHeads());
            double[] weight = new double[t + 1];
            double total = 0;
            for (int s = 0; s <= t; s++) {
                double dot = 0;
                for (int i = 0; i < width; i++) {
                    dot += q[head * width + i] * k[s][kv * width + i];
                }
                weight[s] = Math.exp(dot / Math.sqrt(width));
                total += weight[s];
            }
            for (int s = 0; s <= t; s++) {
                for (int i = 0; i < width; i++) {
                    out[head * width + i] += weight[s] / total * v[s][kv * width + i];
                }
            }
        }
        return out;
    }

    private double[] normHeads(double[] x, String weight) {
        if (!c.queryKeyNorm()) {
            return x;
        }
        double[] y = new double[x.length];
        for (int head = 0; head < x.length; head += c.headDim()) {
            double[] normed = rmsNorm(Arrays.copyOfRange(x, head, head + c.headDim()), w.get(weight));
            System.arraycopy(normed, 0, y, head, c.headDim());
        }
        return y;
    }

    private double[] rotate(double[] x, int position) {
        int half = c.headDim() / 2;
        double[] y = new double[x.length];
        for (int head = 0; head < x.length; head += c.headDim()) {
            for (int i = 0; i < half; i++) {
                double angle = position * ScalarAngles.perPosition(c, i);
                double a = x[head + i] * ScalarAngles.length(c);
                double b = x[head + half + i] * ScalarAngles.length(c);
                y[head + i] = a * Math.cos(angle) - b * Math.sin(angle);
                y[head + half + i] = b * Math.cos(angle) + a * Math.sin(angle);
            }
        }
        return y;
    }

    private double[] linear(double[] x, int layer, String module) {
        String name = "model.layers." + layer + "." + LoraNames.parent(module) + "." + module;
        int outputs = LoraNames.outputs(c, module);
        double[] y = product(w.get(name + ".weight"), x, outputs);
        float[] bias = w.get(name + ".bias");
        for (int i = 0; bias != null && i < outputs; i++) {
            y[i] += bias[i];
        }
        if (lora != null && lora.config().targetModules().contains(module)) {
            Matrix a = lora.matrices().get(LoraNames.a(layer, module));
            Matrix b = lora.matrices().get(LoraNames.b(layer, module));
            double[] low = product(a.values(), x, a.rows());
            double[] update = product(b.values(), low, outputs);
            for (int i = 0; i < outputs; i++) {
                y[i] += lora.config().alpha() / lora.config().rank() * update[i];
            }
        }
        return y;
    }

    private double[] rmsNorm(double[] x, float[] weight) {
        double square = 0;
        for (double value : x) {
            square += value * value;
        }
        double scale = 1 / Math.sqrt(square / x.length + c.normEpsilon());
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[i] * scale * weight[i];
        }
        return y;
    }

    private static double[] product(float[] matrix, double[] x, int outputs) {
        double[] y = new double[outputs];
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < x.length; i++) {
                y[o] += matrix[o * x.length + i] * x[i];
            }
        }
        return y;
    }

    private static double[] row(float[] matrix, int row, int width) {
        double[] values = new double[width];
        for (int i = 0; i < width; i++) {
            values[i] = matrix[row * width + i];
        }
        return values;
    }

    private static void add(double[] x, double[] y) {
        for (int i = 0; i < x.length; i++) {
            x[i] += y[i];
        }
    }
}
