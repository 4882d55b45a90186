package dev.backchannel.policy.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.policy.RopeScaling;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads how positions are turned into rotations: {@code rope_theta} and {@code rope_scaling} as transformers wrote them
 * before its fifth version, or both in {@code rope_parameters} as since then. A base inside {@code rope_scaling} counts
 * like one beside it.
 */
final class RopeReader {
    private static final String OLD = "rope_scaling";
    private static final String NEW = "rope_parameters";
    private static final String THETA = "rope_theta";
    private static final Set<String> COMMON = Set.of("type", "rope_type", THETA, "partial_rotary_factor");

    private final ConfigFields config;

    RopeReader(ConfigFields config) {
        this.config = config;
    }

    /** The base of the angles, from wherever it stands; places that disagree are an error. */
    double theta() {
        ConfigFields stated = null;
        for (ConfigFields place : List.of(config, config.object(OLD), config.object(NEW))) {
            if (!place.present(THETA)) {
                continue;
            }
            if (stated == null) {
                stated = place;
            } else if (place.number(THETA) != stated.number(THETA)) {
                throw place.unsupported(
                        THETA,
                        place.node().get(THETA),
                        "it contradicts " + stated.prefix() + THETA + ", "
                                + stated.node().get(THETA));
            }
        }
        return stated == null ? 10_000 : stated.number(THETA);
    }

    RopeScaling scaling() {
        ConfigFields old = config.object(OLD);
        ConfigFields current = config.object(NEW);
        if (!config.present(NEW)) {
            return scaling(old);
        }
        RopeScaling scaling = scaling(current);
        if (config.present(OLD) && !scaling(old).equals(scaling)) {
            throw config.unsupported(OLD, old.node(), "it contradicts " + NEW + ", " + current.node());
        }
        return scaling;
    }

    private RopeScaling scaling(ConfigFields rope) {
        if (rope.number("partial_rotary_factor", 1) != 1) {
            throw rope.unsupported(
                    "partial_rotary_factor", rope.node().get("partial_rotary_factor"), "only 1 is supported");
        }
        String kind = rope.text("rope_type", rope.text("type", "default"));
        return switch (kind) {
            case "default" -> plain(rope);
            case "linear" -> linear(rope);
            case "llama3" -> llama3(rope);
            case "yarn" -> yarn(rope);
            default ->
                throw rope.unsupported(
                        rope.present("rope_type") ? "rope_type" : "type",
                        kind,
                        "only default, linear, llama3 and yarn are supported");
        };
    }

    private static RopeScaling plain(ConfigFields rope) {
        refuseOthers(rope, "default", Set.of());
        return new RopeScaling.None();
    }

    private static RopeScaling linear(ConfigFields rope) {
        refuseOthers(rope, "linear", Set.of("factor"));
        return new RopeScaling.Linear(factor(rope));
    }

    private static RopeScaling llama3(ConfigFields rope) {
        refuseOthers(
                rope,
                "llama3",
                Set.of("factor", "low_freq_factor", "high_freq_factor", "original_max_position_embeddings"));
        double low = rope.number("low_freq_factor");
        double high = rope.number("high_freq_factor");
        if (!(low < high)) {
            throw rope.unsupported("low_freq_factor", low, "it must be below high_freq_factor, " + high);
        }
        return new RopeScaling.Llama3(factor(rope), low, high, rope.positive("original_max_position_embeddings"));
    }

    private RopeScaling yarn(ConfigFields rope) {
        refuseOthers(
                rope,
                "yarn",
                Set.of(
                        "factor",
                        "original_max_position_embeddings",
                        "beta_fast",
                        "beta_slow",
                        "truncate",
                        "attention_factor"));
        double factor = factor(rope);
        double fast = rope.number("beta_fast", 32);
        double slow = rope.number("beta_slow", 1);
        if (!(slow < fast)) {
            throw rope.unsupported("beta_slow", slow, "it must be below beta_fast, " + fast);
        }
        int original = rope.positive("original_max_position_embeddings", config.positive("max_position_embeddings"));
        double attention = rope.number("attention_factor", RopeScaling.Yarn.recommendedAttentionFactor(factor));
        return new RopeScaling.Yarn(factor, original, fast, slow, rope.flag("truncate", true), attention);
    }

    private static double factor(ConfigFields rope) {
        double factor = rope.number("factor");
        if (factor < 1) {
            throw rope.unsupported("factor", factor, "at least 1 is needed");
        }
        return factor;
    }

    /** A key that this kind does not know could change the angles. */
    private static void refuseOthers(ConfigFields rope, String kind, Set<String> known) {
        Set<String> all = new TreeSet<>(known);
        all.addAll(COMMON);
        for (var entry : rope.node().properties()) {
            JsonNode value = entry.getValue();
            if (!value.isNull() && !all.contains(entry.getKey())) {
                throw rope.unsupported(entry.getKey(), value, "the kind '" + kind + "' knows only " + all + " here");
            }
        }
    }
}
