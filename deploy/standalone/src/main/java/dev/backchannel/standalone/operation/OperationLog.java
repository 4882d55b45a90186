package dev.backchannel.standalone.operation;

import dev.backchannel.access.CommandOutcomes;
import dev.backchannel.avro.ComponentStatus;
import dev.backchannel.avro.Control;
import dev.backchannel.avro.Experiment;
import dev.backchannel.avro.ExperimentMetrics;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.standalone.UserError;
import dev.backchannel.streams.ledger.LogReader;
import dev.backchannel.topics.Targets;
import dev.backchannel.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** What the topics tell an operator; asks no component. */
public final class OperationLog {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** Each arm has one of them whenever there are news. */
    private static final int RECENT_FIGURES = 50;

    private final Topics topics;
    private final String bootstrapServers;

    public OperationLog(Topics topics, String bootstrapServers) {
        this.topics = topics;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * How things stand.
     *
     * @param components last heartbeats
     * @param controls desired state, of all targets of which anything was ever asked
     * @param experiments what is wanted of the arms
     * @param figures what users did with each arm, as last written
     * @param events outcomes and alerts, oldest first
     */
    public record Now(
            List<ComponentStatus> components,
            List<Control> controls,
            List<Experiment> experiments,
            List<ExperimentMetrics> figures,
            List<OperatorEvent> events) {}

    public Now now() {
        return read(reader -> new Now(
                reader.standing(topics.status),
                reader.standing(topics.controls),
                reader.standing(topics.experiments),
                figures(reader),
                events(reader)));
    }

    /** Of this policy. */
    public ArmsNow arms() {
        String id = Targets.experiment(topics.settings().policy());
        return read(reader -> new ArmsNow(
                id,
                reader.standing(topics.experiments).stream()
                        .filter(experiment -> experiment.getExperimentId().equals(id))
                        .findFirst(),
                reader.standing(topics.checkpoints)));
    }

    /** Of the command of this id; empty: it was not given, or is not carried out yet. */
    public Optional<OperatorEvent> outcome(String commandId) {
        return read(this::events).stream()
                .filter(event -> CommandOutcomes.answers(event, commandId))
                .findFirst();
    }

    private List<ExperimentMetrics> figures(LogReader reader) {
        Map<String, ExperimentMetrics> last = new TreeMap<>();
        reader.newest(topics.experimentMetrics, RECENT_FIGURES)
                .forEach(figures -> last.put(figures.getExperimentId() + '/' + figures.getArm(), figures));
        return List.copyOf(last.values());
    }

    private List<OperatorEvent> events(LogReader reader) {
        List<OperatorEvent> events = new ArrayList<>();
        reader.each(topics.operatorEvents, (at, event) -> events.add(event));
        return events;
    }

    private <T> T read(Function<LogReader, T> what) {
        try (LogReader reader = new LogReader(bootstrapServers, PATIENCE)) {
            return what.apply(reader);
        } catch (IllegalStateException e) {
            throw UserError.failure(
                    "the topics at " + bootstrapServers + " cannot be read: " + e.getMessage()
                            + "; is Kafka up, and are --topic-prefix and the address right?",
                    e);
        }
    }
}
