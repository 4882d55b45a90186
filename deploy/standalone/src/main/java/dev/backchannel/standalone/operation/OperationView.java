package dev.backchannel.standalone.operation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.access.CommandOutcomes;
import dev.backchannel.arms.Experiments;
import dev.backchannel.avro.Arm;
import dev.backchannel.avro.ComponentStatus;
import dev.backchannel.avro.Control;
import dev.backchannel.avro.Experiment;
import dev.backchannel.avro.ExperimentMetrics;
import dev.backchannel.avro.OperatorEvent;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How things stand, for people and for programs. */
public final class OperationView {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Outcomes and alerts that are shown. */
    private static final int NEWEST = 10;
    /** Of a heartbeat, what an operator looks at first; the rest is in the JSON. */
    private static final List<String> FIGURES = List.of(
            "paused",
            "quarantined",
            "waiting",
            "step",
            "steps.promoted",
            "steps.refused",
            "lag",
            "in.flight",
            "unaccounted",
            "ended.twice");

    private final Instant now;

    /** @param now by which ages are told */
    public OperationView(Instant now) {
        this.now = now;
    }

    public void print(OperationLog.Now state, PrintStream out) {
        out.println("components");
        for (ComponentStatus component : state.components()) {
            out.printf(
                    "  %-32s %-10s %6s ago  %s%s%n",
                    component.getComponent() + "/" + component.getInstance(),
                    component.getState(),
                    age(component.getAt()),
                    component.getCheckpoint() == null ? "" : component.getCheckpoint() + " ",
                    figures(component));
        }
        out.println("arms");
        for (Experiment experiment : state.experiments()) {
            out.printf(
                    "  %-32s %s%s%n",
                    experiment.getExperimentId(),
                    Experiments.words(experiment),
                    experiment.getCommandId() == null ? "" : "  " + because(experiment.getCommandId(), state.events()));
        }
        if (state.experiments().isEmpty()) {
            out.println("  nothing asked: the newest checkpoint serves everybody");
        }
        state.components().stream()
                .filter(component -> !component.getArms().isEmpty())
                .forEach(component -> out.printf(
                        "  %-32s %s%n", "served by " + component.getInstance(), new TreeMap<>(component.getArms())));
        state.figures()
                .forEach(figures ->
                        out.printf("  %-32s %s%n", "users of " + figures.getArm(), ArmFigures.words(figures)));
        out.println("wanted");
        wanted(state)
                .forEach(control -> out.printf(
                        "  %-32s %s  %s%n",
                        control.getTarget(), words(control), because(control.getCommandId(), state.events())));
        if (wanted(state).isEmpty()) {
            out.println("  nothing special");
        }
        out.println("latest outcomes and alerts");
        newest(state).forEach(event -> out.println("  " + line(event)));
    }

    public String json(OperationLog.Now state) {
        ObjectNode node = JSON.createObjectNode();
        ArrayNode components = node.putArray("components");
        for (ComponentStatus component : state.components()) {
            ObjectNode one = components
                    .addObject()
                    .put("component", component.getComponent())
                    .put("instance", component.getInstance())
                    .put("state", component.getState())
                    .put("checkpoint", component.getCheckpoint())
                    .put("ageMillis", Duration.between(component.getAt(), now).toMillis());
            new TreeMap<>(component.getFigures()).forEach(one.putObject("figures")::put);
            new TreeMap<>(component.getArms()).forEach(one.putObject("arms")::put);
        }
        ArrayNode experiments = node.putArray("experiments");
        state.experiments().forEach(experiment -> put(experiment, experiments.addObject()));
        ArrayNode figures = node.putArray("figures");
        for (ExperimentMetrics arm : state.figures()) {
            ObjectNode one =
                    figures.addObject().put("experiment", arm.getExperimentId()).put("arm", arm.getArm());
            new TreeMap<>(arm.getValues()).forEach(one.putObject("values")::put);
        }
        ArrayNode controls = node.putArray("wanted");
        for (Control control : wanted(state)) {
            controls.addObject()
                    .put("target", control.getTarget())
                    .put("paused", control.getPaused())
                    .put("quarantined", control.getQuarantined())
                    .put("erased", control.getErased())
                    .put("commandId", control.getCommandId());
        }
        ArrayNode events = node.putArray("events");
        newest(state).forEach(event -> events.add(tree(event)));
        return node.toString();
    }

    private static void put(Experiment experiment, ObjectNode node) {
        node.put("experiment", experiment.getExperimentId())
                .put("mode", experiment.getMode())
                .put("epoch", experiment.getEpoch())
                .put("commandId", experiment.getCommandId());
        ObjectNode arms = node.putObject("arms");
        for (Arm arm : experiment.getArms()) {
            arms.putObject(arm.getName()).put("share", arm.getShare()).put("pinned", arm.getPinned());
        }
        ArrayNode revoked = node.putArray("revoked");
        experiment.getRevoked().forEach(revoked::add);
    }

    /** One outcome or alert in a line. */
    public static String line(OperatorEvent event) {
        Map<String, String> details = event.getDetails();
        String who = details.containsKey("issued_by")
                ? " (" + details.get("issued_by") + ": " + details.get("reason") + ")"
                : "";
        return event.getAt() + " " + event.getKind().name().toLowerCase(Locale.ROOT) + " " + event.getName() + " "
                + event.getTarget() + ": " + event.getMessage() + who;
    }

    public static String json(OperatorEvent event) {
        return tree(event).toString();
    }

    private static ObjectNode tree(OperatorEvent event) {
        ObjectNode node = JSON.createObjectNode()
                .put("at", event.getAt().toString())
                .put("kind", event.getKind().name().toLowerCase(Locale.ROOT))
                .put("name", event.getName())
                .put("target", event.getTarget())
                .put("component", event.getComponent())
                .put("commandId", event.getCommandId())
                .put("message", event.getMessage());
        new TreeMap<>(event.getDetails()).forEach(node.putObject("details")::put);
        return node;
    }

    private static List<Control> wanted(OperationLog.Now state) {
        return state.controls().stream()
                .filter(c -> c.getPaused() || c.getQuarantined() || c.getErased() || c.getPinned() != null)
                .toList();
    }

    private static List<OperatorEvent> newest(OperationLog.Now state) {
        List<OperatorEvent> all = state.events();
        return all.subList(Math.max(0, all.size() - NEWEST), all.size());
    }

    private static String words(Control control) {
        return (control.getPaused() ? "paused " : "")
                + (control.getQuarantined() ? "quarantined " : "")
                + (control.getErased() ? "erased " : "");
    }

    private static String because(@Nullable String commandId, List<OperatorEvent> events) {
        return events.stream()
                .filter(event -> commandId != null && CommandOutcomes.answers(event, commandId))
                .findFirst()
                .map(event -> "by " + event.getDetails().get("issued_by") + " at " + event.getAt() + ": "
                        + event.getDetails().get("reason"))
                .orElse("by the command " + commandId);
    }

    private static String figures(ComponentStatus component) {
        return FIGURES.stream()
                .filter(component.getFigures()::containsKey)
                .map(name -> String.format(
                        Locale.ROOT, "%s %.0f", name, component.getFigures().get(name)))
                .collect(Collectors.joining(", "));
    }

    private String age(Instant at) {
        long seconds = Math.max(0, Duration.between(at, now).toSeconds());
        return seconds < 120 ? seconds + " s" : seconds < 7_200 ? seconds / 60 + " min" : seconds / 3_600 + " h";
    }
}
