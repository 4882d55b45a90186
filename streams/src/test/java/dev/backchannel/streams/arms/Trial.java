package dev.backchannel.streams.arms;

import dev.backchannel.access.CommandTrust;
import dev.backchannel.avro.Assignment;
import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Experiment;
import dev.backchannel.avro.ExperimentMetrics;
import dev.backchannel.avro.GateVerdict;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.OperatorAction;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.OperatorEventKind;
import dev.backchannel.avro.Turn;
import dev.backchannel.avro.Verdict;
import dev.backchannel.streams.StreamsConfig;
import dev.backchannel.streams.TopologyHarness;
import dev.backchannel.streams.config.ExperimentRules;
import dev.backchannel.topics.Arms;
import dev.backchannel.topics.ReleasedSchemas;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import dev.backchannel.topics.Traces;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An experiment in the real topology: turns that its arms served, what their users did, commands and checkpoints. */
final class Trial implements AutoCloseable {
    private static final String TURN = "t-";

    private final TopologyHarness topology;
    private final List<Experiment> wanted = new ArrayList<>();
    private final List<ExperimentMetrics> metrics = new ArrayList<>();
    private final List<OperatorEvent> events = new ArrayList<>();
    private final List<OperatorCommand> commands = new ArrayList<>();

    Trial(ExperimentRules rules) {
        this(rules, CommandTrust.EVERYBODY);
    }

    /** @param trust whose commands count */
    Trial(ExperimentRules rules, CommandTrust trust) {
        topology = new TopologyHarness(
                StreamsConfig.fast()
                        .withRules(StreamsConfig.fast().rules().withoutScoringNeutral())
                        .withExperiment(rules),
                new Topics(TopicSettings.singleBroker(), new ReleasedSchemas(), Traces.OFF, trust));
        seconds(1);
    }

    TopologyHarness topology() {
        return topology;
    }

    Trial seconds(int n) {
        topology.advance(Duration.ofSeconds(n));
        return this;
    }

    /** A turn of this user in the arm, as a server serves it by the experiment that is wanted now. */
    Trial turn(String user, String arm) {
        Experiment experiment = experiment();
        Assignment by =
                new Assignment(experiment.getExperimentId(), experiment.getEpoch(), Arms.share(experiment, arm));
        return turn(user, arm, by);
    }

    Trial turn(String user, String arm, Assignment by) {
        Turn turn = Turn.newBuilder(TopologyHarness.turnOf("An answer of some length.", "user: A question?"))
                .setArm(arm)
                .setCheckpoint("c")
                .setAnswerTokenIds(List.of(1, 2, 3, 4))
                .setLatencyMs(100L)
                .setAssignment(by)
                .build();
        return turn(user, turn);
    }

    Trial turn(String user, Turn turn) {
        return send(user, TURN + user, turn);
    }

    /** To the user's last turn. */
    Trial react(String user, String eventId, Object payload) {
        return send(user, eventId, payload);
    }

    private Trial send(String user, String eventId, Object payload) {
        String turnId = payload instanceof Turn ? eventId : TURN + user;
        topology.send(Interaction.newBuilder(TopologyHarness.event(eventId, turnId, payload, topology.now(), true))
                .setConversationId("c-" + user)
                .setUserId(user)
                .build());
        return this;
    }

    Trial checkpoint(String id, String parent) {
        return checkpoint(id, parent, Verdict.PASSED);
    }

    Trial checkpoint(String id, String parent, Verdict verdict) {
        Checkpoint checkpoint = Checkpoint.newBuilder()
                .setCheckpointId(id)
                .setParentId(parent)
                .setBaseDigest("base")
                .setUri("file:" + id)
                .setFileDigests(Map.of())
                .setStep(1)
                .setConsumedOffset(1)
                .setMetrics(Map.of())
                .setGate(new GateVerdict(verdict, List.of("because")))
                .setProbes(List.of())
                .setCreatedAt(topology.now())
                .build();
        topology.pipe(topology.topics.checkpoints, id, checkpoint);
        return this;
    }

    Trial command(String commandId, OperatorAction action, Map<String, String> arguments) {
        OperatorCommand command = OperatorCommand.newBuilder()
                .setCommandId(commandId)
                .setIssuedBy("ann")
                .setReason("to see")
                .setTarget("default")
                .setAction(action)
                .setArguments(arguments)
                .setIssuedAt(topology.now())
                .build();
        return send(command);
    }

    Trial send(OperatorCommand command) {
        topology.pipe(topology.topics.operatorCommands, command.getTarget(), command);
        return this;
    }

    /** As it is wanted now. */
    Experiment experiment() {
        wanted.addAll(topology.read(topology.topics.experiments));
        return wanted.get(wanted.size() - 1);
    }

    /** checkpoint_id, or null. */
    String pinned(String arm) {
        return Arms.of(experiment(), arm).orElseThrow().getPinned();
    }

    /** The last that was written of an arm. */
    Map<String, Double> figures(String arm) {
        metrics.addAll(topology.read(topology.topics.experimentMetrics));
        Optional<ExperimentMetrics> last =
                metrics.stream().filter(m -> m.getArm().equals(arm)).reduce((a, b) -> b);
        return last.map(ExperimentMetrics::getValues).orElse(Map.of());
    }

    List<OperatorCommand> commandsOfTheGuard() {
        commands.addAll(topology.read(topology.topics.operatorCommands));
        return commands.stream().filter(c -> c.getIssuedBy().equals("guard")).toList();
    }

    List<OperatorEvent> events() {
        events.addAll(topology.read(topology.topics.operatorEvents));
        return List.copyOf(events);
    }

    List<OperatorEvent> alerts() {
        return events().stream()
                .filter(e -> e.getKind() == OperatorEventKind.ALERT)
                .toList();
    }

    @Override
    public void close() {
        topology.close();
    }
}
