package dev.backchannel.policy;

import java.util.List;

/**
 * Which linears get a low-rank update ΔW = (alpha / rank) · B · A (Hu et al., arXiv 2106.09685).
 *
 * @param rank r, the inner dimension
 * @param alpha numerator of the scaling
 * @param targetModules names as PEFT writes them: q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj
 */
public record LoraConfig(int rank, double alpha, List<String> targetModules) {
    /** Every linear of a block, in the order in which a block uses them. */
    public static final List<String> ALL_LINEARS =
            List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

    public LoraConfig {
        if (rank < 1) {
            throw new IllegalArgumentException("LoRA rank is " + rank + ", but must be at least 1.");
        }
        if (!(alpha > 0) || Double.isInfinite(alpha)) {
            throw new IllegalArgumentException("LoRA alpha is " + alpha + ", but must be positive and finite.");
        }
        for (String module : targetModules) {
            if (!ALL_LINEARS.contains(module)) {
                throw new IllegalArgumentException(
                        "Unknown LoRA target module '" + module + "': use some of " + ALL_LINEARS + ".");
            }
        }
        if (targetModules.isEmpty()) {
            throw new IllegalArgumentException("LoRA needs at least one target module of " + ALL_LINEARS + ".");
        }
        targetModules = ALL_LINEARS.stream().filter(targetModules::contains).toList();
    }

    /** The shape that suits a base by its size: small models move all linears, large ones only attention. */
    public static LoraConfig suiting(ModelConfig base) {
        long parameters = base.parameters();
        if (parameters < 50_000_000L) {
            return new LoraConfig(8, 16, ALL_LINEARS);
        }
        if (parameters < 2_000_000_000L) {
            return new LoraConfig(16, 32, ALL_LINEARS);
        }
        return new LoraConfig(16, 32, List.of("q_proj", "k_proj", "v_proj", "o_proj"));
    }

    public double scaling() {
        return alpha / rank;
    }
}
