package dev.backchannel.policy.format;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Holds a model whose layers look back over a window of the last W positions to contexts of at most W, where the window
 * changes nothing: what is computed here is full attention.
 */
record AttentionWindow(ConfigFields config, Family family) {
    void check(int layers, int context) {
        int window = config.positive("sliding_window", Integer.MAX_VALUE);
        if (!slides(layers)) {
            return;
        }
        if (!config.present("sliding_window")) {
            throw config.unsupported(
                    "sliding_window",
                    "missing",
                    "a width is needed where layer_types or use_sliding_window lets layers slide");
        }
        if (window < context) {
            throw config.unsupported(
                    "sliding_window",
                    window,
                    "only full attention is computed, which is the same as far as the context is no longer than the"
                            + " window: limit the context, here " + context + ", to at most " + window
                            + " (context-length)");
        }
    }

    /** Whether some layer has a window. Qwen lets the layers from {@code max_window_layers} on slide, if at all. */
    private boolean slides(int layers) {
        if (config.present("layer_types")) {
            boolean some = false;
            for (JsonNode layer : config.node().get("layer_types")) {
                String type = layer.asText();
                if (!type.equals("full_attention") && !type.equals("sliding_attention")) {
                    throw config.unsupported(
                            "layer_types", type, "only full_attention and sliding_attention are known");
                }
                some |= type.equals("sliding_attention");
            }
            return some;
        }
        if (family == Family.QWEN2 || family == Family.QWEN3) {
            boolean used = config.flag("use_sliding_window", false);
            return used && config.positive("max_window_layers", 28) < layers;
        }
        return config.present("sliding_window");
    }
}
