package dev.backchannel.server.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.ComponentStatus;
import dev.backchannel.avro.Experiment;
import dev.backchannel.avro.ExperimentMetrics;
import dev.backchannel.avro.OperatorEvent;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Records as the page gets them; times are epoch milliseconds. */
final class Cards {
    private static final int LONGEST = 600;
    /** Of a checkpoint's figures, those that are shown. */
    private static final List<String> FIGURES = List.of(
            "fresh",
            "replayed",
            "pairs",
            "labels",
            "loss",
            "margin",
            "accuracy",
            "gradient.norm",
            "delta.norm",
            "kl.batch",
            "probe.movement",
            "step.ms",
            "gate.ms");

    private Cards() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static @Nullable String clipped(@Nullable String text) {
        return text == null || text.length() <= LONGEST
                ? text
                : text.substring(0, Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST) + "…";
    }

    static ObjectNode checkpoint(Checkpoint checkpoint) {
        ObjectNode card = object().put("at", checkpoint.getCreatedAt().toEpochMilli())
                .put("parent", checkpoint.getParentId())
                .put("step", checkpoint.getStep())
                .put("verdict", word(checkpoint.getGate().getVerdict()))
                .put("shadow", checkpoint.getShadow())
                .put("goesOn", checkpoint.getGoesOn())
                .put("rolledBackTo", checkpoint.getRolledBackTo());
        ArrayNode reasons = card.putArray("reasons");
        checkpoint.getGate().getReasons().forEach(reason -> reasons.add(clipped(reason)));
        ObjectNode figures = card.putObject("figures");
        FIGURES.forEach(name -> number(figures, name, checkpoint.getMetrics().get(name)));
        return card;
    }

    static ObjectNode event(OperatorEvent event) {
        ObjectNode card = object().put("at", event.getAt().toEpochMilli())
                .put("kind", word(event.getKind()))
                .put("name", event.getName())
                .put("target", event.getTarget())
                .put("component", event.getComponent())
                .put("message", clipped(event.getMessage()));
        ObjectNode details = card.putObject("details");
        new TreeMap<>(event.getDetails()).forEach((name, value) -> details.put(name, clipped(value)));
        return card;
    }

    static ObjectNode component(ComponentStatus status) {
        ObjectNode card = object().put("at", status.getAt().toEpochMilli())
                .put("component", status.getComponent())
                .put("instance", status.getInstance())
                .put("state", status.getState())
                .put("checkpoint", status.getCheckpoint());
        numbers(card.putObject("figures"), status.getFigures());
        return card;
    }

    static ObjectNode experiment(Experiment experiment) {
        ObjectNode card = object().put("mode", experiment.getMode())
                .put("epoch", experiment.getEpoch())
                .put(
                        "since",
                        experiment.getEpochAt() == null
                                ? null
                                : experiment.getEpochAt().toEpochMilli())
                .put("held", experiment.getHeld());
        ArrayNode revoked = card.putArray("revoked");
        experiment.getRevoked().forEach(revoked::add);
        ArrayNode arms = card.putArray("arms");
        experiment.getArms().forEach(arm -> arms.addObject()
                .put("name", arm.getName())
                .put("share", arm.getShare())
                .put("checkpoint", arm.getPinned()));
        return card;
    }

    static ObjectNode metrics(ExperimentMetrics metrics) {
        ObjectNode card = object().put("at", metrics.getWindowEnd().toEpochMilli())
                .put("from", metrics.getWindowStart().toEpochMilli())
                .put("experiment", metrics.getExperimentId())
                .put("arm", metrics.getArm());
        numbers(card.putObject("values"), metrics.getValues());
        return card;
    }

    private static void numbers(ObjectNode into, Map<String, Double> figures) {
        new TreeMap<>(figures).forEach((name, value) -> number(into, name, value));
    }

    /** JSON knows no NaN and no infinity: they are left out. */
    private static void number(ObjectNode into, String name, @Nullable Double value) {
        if (value != null && Double.isFinite(value)) {
            into.put(name, value);
        }
    }
}
