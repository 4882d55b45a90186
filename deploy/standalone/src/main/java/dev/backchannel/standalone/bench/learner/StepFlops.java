package dev.backchannel.standalone.bench.learner;

import dev.backchannel.policy.LoraConfig;
import dev.backchannel.policy.LoraNames;
import dev.backchannel.policy.ModelConfig;
import java.util.List;

/**
 * The floating-point operations that a preference step cannot do without, 2mkn for each product of [m, k] and [k, n]: policy
 * forward, reference forward, gradients of activations, LoRA, the causal half of attention, the head on completion tokens.
 * No gradients of frozen weights, no recomputation, nothing for norms and other work by element. The last token of an answer
 * is only predicted, and of the last block only the places that predict are finished. What lies below the first adapted linear
 * gets no gradient. Each answer is counted with its own prompt.
 */
public final class StepFlops {
    /** Where in a block a linear's input is made: 0 before attention, then after it, and so on. */
    private static final List<List<String>> STAGES = List.of(
            List.of("q_proj", "k_proj", "v_proj"),
            List.of("o_proj"),
            List.of("gate_proj", "up_proj"),
            List.of("down_proj"));

    private final ModelConfig model;
    private final LoraConfig lora;

    public StepFlops(ModelConfig model, LoraConfig lora) {
        this.model = model;
        this.lora = lora;
    }

    /** Of one answer of {@code completion} tokens to {@code prompt} tokens, both at least 1. */
    public double of(int prompt, int completion) {
        return reference(prompt, completion) + forward(prompt, completion) + backward(prompt, completion);
    }

    /** The frozen base alone. */
    double reference(int prompt, int completion) {
        double flops = head(completion);
        for (int layer = 0; layer < model.layers(); layer++) {
            flops += 4.0 * model.headDim() * model.heads() * pairs(layer, prompt, completion); // q·k and shares·v
            for (String module : LoraConfig.ALL_LINEARS) {
                flops += frozen(module) * rows(layer, module, prompt, completion);
            }
        }
        return flops;
    }

    /** The base with its adapter. */
    double forward(int prompt, int completion) {
        double flops = reference(prompt, completion);
        for (int layer = 0; layer < model.layers(); layer++) {
            for (String module : lora.targetModules()) {
                flops += (down(module) + up(module)) * rows(layer, module, prompt, completion);
            }
        }
        return flops;
    }

    /** From the log-probabilities to the gradients of the adapter. */
    double backward(int prompt, int completion) {
        double flops = head(completion);
        for (int layer = 0; layer < model.layers(); layer++) {
            flops += attentionBackward(layer, prompt, completion);
            for (String module : LoraConfig.ALL_LINEARS) {
                double rows = rows(layer, module, prompt, completion);
                boolean passesOn = learnsBelow(layer, module);
                flops += passesOn ? frozen(module) * rows : 0;
                if (lora.targetModules().contains(module)) {
                    flops += 2 * up(module) * rows; // of B, and of A's output
                    flops += (passesOn ? 2 : 1) * down(module) * rows; // of A, and of the input
                }
            }
        }
        return flops;
    }

    /** Gradients of the shares (one product), and of v, q and k (one each), as far as somebody wants them. */
    private double attentionBackward(int layer, int prompt, int completion) {
        boolean q = layer > 0 || lora.targetModules().contains("q_proj");
        boolean k = layer > 0 || lora.targetModules().contains("k_proj");
        boolean v = layer > 0 || lora.targetModules().contains("v_proj");
        int products = (q || k ? 1 : 0) + (q ? 1 : 0) + (k ? 1 : 0) + (v ? 1 : 0);
        return products * 2.0 * model.headDim() * model.heads() * pairs(layer, prompt, completion);
    }

    /** Whether anything that makes this linear's input is adapted. */
    private boolean learnsBelow(int layer, String module) {
        if (layer > 0) {
            return true;
        }
        return STAGES.stream()
                .takeWhile(stage -> !stage.contains(module))
                .flatMap(List::stream)
                .anyMatch(lora.targetModules()::contains);
    }

    /** Places at which a linear is needed: in the last block all keys and values, and the rest only where a token is rated. */
    private double rows(int layer, String module, int prompt, int completion) {
        boolean everywhere = layer < model.layers() - 1 || module.equals("k_proj") || module.equals("v_proj");
        return everywhere ? prompt + completion - 1 : completion;
    }

    /** Pairs of a query and a key that it may see. */
    private double pairs(int layer, int prompt, int completion) {
        double places = prompt + completion - 1.0;
        double all = places * (places + 1) / 2;
        double ofPrompt = (prompt - 1.0) * prompt / 2;
        return layer < model.layers() - 1 ? all : all - ofPrompt;
    }

    private double head(int completion) {
        return 2.0 * model.hiddenSize() * model.vocabularySize() * completion;
    }

    private double frozen(String module) {
        return 2.0 * LoraNames.inputs(model, module) * LoraNames.outputs(model, module);
    }

    private double down(String module) {
        return 2.0 * LoraNames.inputs(model, module) * lora.rank();
    }

    private double up(String module) {
        return 2.0 * lora.rank() * LoraNames.outputs(model, module);
    }
}
