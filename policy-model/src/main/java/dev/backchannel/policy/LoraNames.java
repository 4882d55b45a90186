package dev.backchannel.policy;

/** PEFT's names for an adapter's matrices, and the shapes that go with them. */
public final class LoraNames {
    private static final String PREFIX = "base_model.model.model.layers.";
    private static final String A = ".lora_A.weight";
    private static final String B = ".lora_B.weight";

    private LoraNames() {}

    public static String a(int layer, String module) {
        return PREFIX + layer + "." + parent(module) + "." + module + A;
    }

    public static String b(int layer, String module) {
        return PREFIX + layer + "." + parent(module) + "." + module + B;
    }

    static boolean isA(String name) {
        return name.endsWith(A);
    }

    static String partnerOfA(String name) {
        return name.substring(0, name.length() - A.length()) + B;
    }

    /** Input width of a linear. */
    public static int inputs(ModelConfig model, String module) {
        return switch (module) {
            case "o_proj" -> model.heads() * model.headDim();
            case "down_proj" -> model.intermediateSize();
            default -> model.hiddenSize();
        };
    }

    /** Output width of a linear. */
    public static int outputs(ModelConfig model, String module) {
        return switch (module) {
            case "q_proj" -> model.heads() * model.headDim();
            case "k_proj", "v_proj" -> model.kvHeads() * model.headDim();
            case "gate_proj", "up_proj" -> model.intermediateSize();
            default -> model.hiddenSize();
        };
    }

    /** The block's part that holds the linear: {@code self_attn} or {@code mlp}. */
    public static String parent(String module) {
        return switch (module) {
            case "q_proj", "k_proj", "v_proj", "o_proj" -> "self_attn";
            default -> "mlp";
        };
    }
}
