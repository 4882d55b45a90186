package dev.backchannel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.OperatorAction;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.OperatorEventKind;
import dev.backchannel.e2e.system.Api;
import dev.backchannel.e2e.system.Records;
import dev.backchannel.e2e.system.RunningSystem;
import dev.backchannel.e2e.system.Typed;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.Matrix;
import dev.backchannel.policy.OptimizerState;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.checkpoint.CheckpointContent;
import dev.backchannel.policy.checkpoint.FolderStore;
import dev.backchannel.policy.style.StyleProfile;
import dev.backchannel.standalone.demo.client.Clients;
import dev.backchannel.standalone.demo.user.Behaviour;
import dev.backchannel.standalone.demo.user.BehaviourMix;
import dev.backchannel.standalone.demo.user.Crowd;
import dev.backchannel.standalone.demo.user.Pacer;
import dev.backchannel.standalone.demo.user.Population;
import dev.backchannel.standalone.demo.user.Questions;
import dev.backchannel.standalone.demo.user.Scene;
import dev.backchannel.standalone.demo.user.SimulatedUser;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint that ends all sense gets past its gate; users show it by what they do, and the guard takes it back. */
@Tag("load")
class HarmfulCheckpointTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration VERDICT = Duration.ofMinutes(4);
    private static final int USERS = 60;
    private static final int AT_A_TIME = 8;
    private static final double PER_SECOND = 12;
    /** Of the random entries of A and B. */
    private static final double NOISE = 0.08;

    @TempDir
    Path folder;

    private final Map<String, AtomicInteger> exposures = new ConcurrentHashMap<>();
    private RunningSystem system;
    private Api api;

    @BeforeEach
    void start() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "streams.experiment.mode", "experiment",
                "streams.experiment.least-users", "10",
                "streams.experiment.report-every", "500ms",
                // What is compared is the planted checkpoint alone: nothing is learned meanwhile.
                "learner.batch.nominal", "10000",
                "learner.batch.largest", "10000",
                "learner.batch.longest-wait", "1h"));
        settings.putAll(Map.of(
                "learner.gate.largest-kl", "1000",
                "learner.gate.shortest-ratio", "0",
                "learner.gate.longest-ratio", "1000",
                "learner.gate.largest-mean-ratio", "1000",
                "learner.gate.largest-repetition", "1",
                "learner.gate.tolerated-probes", "1000",
                "learner.gate.canaries.largest-drift", "1000"));
        system = RunningSystem.start(folder.resolve("data"), settings);
        api = system.api();
    }

    @AfterEach
    void stop() {
        system.close();
    }

    @Test
    void isRolledBackWithoutAPerson() throws Exception {
        String good = awaitCandidateOtherThan("base");
        assertThat(ops("promote", good).exit()).isZero();
        Typed.Ran published = Typed.run(
                "checkpoint",
                "publish",
                noise().toString(),
                "--data",
                folder.resolve("data").toString(),
                "--json");
        assertThat(published.exit()).as(published.out()).isZero();
        String harmful = awaitCandidateOtherThan(good);

        OperatorCommand command;
        try (Crowd crowd = crowd()) {
            command = awaitRollback();
            String id = command.getCommandId();
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(events())
                    .filteredOn(event -> id.equals(event.getCommandId()))
                    .singleElement()
                    .satisfies(outcome -> assertThat(outcome.getKind()).isEqualTo(OperatorEventKind.APPLIED)));
            assertThat(crowd.failed()).isZero();
        }

        assertThat(command.getIssuedBy()).isEqualTo("guard");
        assertThat(command.getArguments()).containsEntry("checkpoint", good).containsEntry("from", harmful);
        assertThat(command.getReason()).matches("[a-z_]+ is (lower|higher) by [0-9.]+, surely by [0-9.]+ .*");
        assertThat(events())
                .filteredOn(event -> event.getName().equals("guard_rollback"))
                .singleElement()
                .satisfies(alert -> assertThat(alert.getMessage()).contains(harmful, good, command.getReason()));
        Set<String> asBefore = withTheWeightsOf(good);
        assertThat(asBefore).as("the candidate arm").contains(candidate());
        for (int user = 0; user < USERS; user++) {
            assertThat(asBefore)
                    .contains(api.chat("How much is a latte?", "afterwards-" + user, user(user))
                            .headers()
                            .get("x-backchannel-checkpoint"));
        }
        assertThat(ops("status").out()).contains("alert guard_rollback", "applied rollback", "guard: ");
        System.out.printf(
                "taken back after %d answers of the harmful checkpoint and %d of the other: %s%n",
                count(harmful), count(good), command.getReason());
    }

    private Typed.Ran ops(String... words) {
        List<String> all = new ArrayList<>(List.of("ops"));
        all.addAll(List.of(words));
        all.addAll(List.of("--data", folder.resolve("data").toString()));
        if (!words[0].equals("status")) {
            all.addAll(List.of("--reason", "a test"));
        }
        return Typed.run(all.toArray(String[]::new));
    }

    /** Users who want nothing but an answer to what they asked. */
    private Crowd crowd() {
        List<SimulatedUser> users = IntStream.range(0, USERS)
                .mapToObj(i -> new SimulatedUser(user(i), StyleProfile.none()))
                .toList();
        Clients clients = Clients.of(system.standalone().url(), Clock.systemUTC());
        Scene scene = new Scene(
                new Questions(Set.of()),
                new Behaviour(BehaviourMix.usual()),
                clients.chat(),
                clients.events(),
                (answer, judgement, elapsed) -> exposures
                        .computeIfAbsent(answer.checkpoint(), id -> new AtomicInteger())
                        .incrementAndGet());
        Pacer steady = new Pacer(System::nanoTime, PER_SECOND, PER_SECOND, PATIENCE);
        return new Crowd(new Population(StyleProfile.none(), users), scene, steady, AT_A_TIME, 1);
    }

    /** A PEFT folder of random weights. */
    private Path noise() {
        PolicyModel model = system.standalone().model();
        Random random = new Random(5);
        LoraWeights initial = LoraWeights.initial(model.config(), model.defaultLora(), 5);
        SortedMap<String, Matrix> noisy = new TreeMap<>();
        initial.matrices().forEach((name, matrix) -> {
            float[] values = matrix.values().clone();
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (random.nextGaussian() * NOISE);
            }
            noisy.put(name, new Matrix(matrix.rows(), matrix.columns(), values));
        });
        LoraWeights weights = new LoraWeights(initial.config(), noisy);
        Path store = folder.resolve("elsewhere");
        return store.resolve(new FolderStore(store)
                .write(new CheckpointContent(
                        "", model.baseDigest(), 1, weights, OptimizerState.initial(weights), Map.of()))
                .uri());
    }

    private String awaitCandidateOtherThan(String checkpoint) {
        return await().atMost(PATIENCE).until(this::candidate, found -> !found.equals(checkpoint));
    }

    private String candidate() {
        return api.get("/v1/models")
                .json()
                .at("/data/0/arms/candidate/checkpoint")
                .asText();
    }

    /** Itself, and what the learner commits when it follows a rollback to it. */
    private Set<String> withTheWeightsOf(String checkpoint) {
        return Records.of(system.bootstrapServers(), system.topics().checkpoints).stream()
                .filter(each -> each.getCheckpointId().equals(checkpoint) || checkpoint.equals(each.getRolledBackTo()))
                .map(Checkpoint::getCheckpointId)
                .collect(Collectors.toSet());
    }

    private OperatorCommand awaitRollback() {
        return await("the guard's command")
                .atMost(VERDICT)
                .until(this::rollback, Optional::isPresent)
                .orElseThrow();
    }

    private Optional<OperatorCommand> rollback() {
        return Records.of(system.bootstrapServers(), system.topics().operatorCommands).stream()
                .filter(command -> command.getAction() == OperatorAction.ROLLBACK)
                .findFirst();
    }

    private List<OperatorEvent> events() {
        return Records.of(system.bootstrapServers(), system.topics().operatorEvents);
    }

    private int count(String checkpoint) {
        return exposures.getOrDefault(checkpoint, new AtomicInteger()).get();
    }

    private static String user(int number) {
        return "user-" + number;
    }
}
