package dev.backchannel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.access.CommandTrust;
import dev.backchannel.access.NewOperatorKey;
import dev.backchannel.access.OperatorKeys;
import dev.backchannel.arms.ArmAssignment;
import dev.backchannel.arms.Experiments;
import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Experiment;
import dev.backchannel.avro.OperatorAction;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.Turn;
import dev.backchannel.server.testing.Checkpoints;
import dev.backchannel.server.testing.Server;
import dev.backchannel.server.testing.ServerCase;
import dev.backchannel.testing.TinyBase;
import dev.backchannel.topics.Arms;
import dev.backchannel.topics.ReleasedSchemas;
import dev.backchannel.topics.Topics;
import dev.backchannel.topics.Traces;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Arms are served as the topics say, and commands hold at once; nothing but this server and a broker is there. */
class ArmsTest extends ServerCase {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private Checkpoints checkpoints;
    private int seed = 500;
    private Checkpoint first;
    private Checkpoint second;
    private Checkpoint third;
    private Checkpoint newest;
    private String lastCommand;

    @Override
    protected void prepare() {
        checkpoints = new Checkpoints(model, store);
    }

    @BeforeEach
    void threeCheckpoints() throws Exception {
        first = committed(null);
        second = committed(first);
        third = committed(second);
        await().until(() -> server.role().checkpoint().equals(third.getCheckpointId()));
    }

    /** Tests share a server: what each wanted ends with it. */
    @AfterEach
    void wantNothing() throws Exception {
        Experiment nothing = Experiments.direct("default", 0);
        nothing.setCommandId(lastCommand);
        write(nothing);
        await().until(() -> server.role().checkpoint().equals(newest.getCheckpointId()));
    }

    @Test
    void aRollbackIsServedWithinASecondAndHoldsForWhatComesLaterAndForAServerThatStartsThen() throws Exception {
        long begun = System.nanoTime();
        OperatorCommand rollback = command(OperatorAction.ROLLBACK, Map.of());
        AtomicReference<HttpResponse<String>> answer = new AtomicReference<>();
        await().atMost(AT_ONCE).pollInterval(Duration.ofMillis(5)).until(() -> {
            answer.set(ask("u1"));
            return checkpoint(answer.get()).equals(second.getCheckpointId());
        });
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        assertThat(took).as("from the command to the end of the first answer").isLessThan(AT_ONCE);

        Checkpoint ofTheThird = committed(third);
        Checkpoint ofTheSecond = committed(second);
        await().until(() -> server.role().checkpoint().equals(ofTheSecond.getCheckpointId()));
        assertThat(loaded(server)).doesNotContain(ofTheThird.getCheckpointId());
        command(OperatorAction.ROLLBACK, Map.of("checkpoint", first.getCheckpointId()));
        await().atMost(AT_ONCE).until(() -> server.role().checkpoint().equals(first.getCheckpointId()));
        try (Server other = another()) {
            await().until(other.role()::ready);
            assertThat(other.role().checkpoint()).isEqualTo(first.getCheckpointId());
        }
        Experiment written = Experiments.pinned(Experiments.direct("default", 0), Arms.CANDIDATE, "base");
        written.setCommandId(rollback.getCommandId());
        write(written);
        Checkpoint late = committed(third);
        Checkpoint ofTheFirst = committed(first);
        await("what streams wrote for the older of two commands undoes nothing")
                .until(() -> server.role().checkpoint().equals(ofTheFirst.getCheckpointId()));
        assertThat(loaded(server)).doesNotContain(late.getCheckpointId());
    }

    @Test
    void whatIsHeldBackGetsWhatWasPromotedAndEachTurnSaysSo() throws Exception {
        Experiment experiment =
                Experiments.pinned(Experiments.direct("default", 0.5), Arms.CONTROL, first.getCheckpointId());
        experiment.setEpoch(7);
        write(experiment);
        String control = user(experiment, Arms.CONTROL);
        String candidate = user(experiment, Arms.CANDIDATE);
        await().untilAsserted(() -> assertThat(checkpoint(ask(control))).isEqualTo(first.getCheckpointId()));
        HttpResponse<String> held = ask(control);
        assertThat(held.headers().firstValue("x-backchannel-arm")).hasValue("control");
        HttpResponse<String> fresh = ask(candidate);
        assertThat(fresh.headers().firstValue("x-backchannel-arm")).hasValue("candidate");
        assertThat(checkpoint(fresh)).isEqualTo(third.getCheckpointId());

        String turnId = JSON.readTree(held.body()).get("id").asText();
        await().untilAsserted(() -> assertThat(broker.read(broker.topics().interactions))
                .filteredOn(interaction -> interaction.getTurnId().equals(turnId))
                .singleElement()
                .satisfies(interaction -> {
                    Turn turn = (Turn) interaction.getPayload();
                    assertThat(turn.getArm()).isEqualTo("control");
                    assertThat(turn.getCheckpoint()).isEqualTo(first.getCheckpointId());
                    assertThat(turn.getAssignment().getEpoch()).isEqualTo(7);
                    assertThat(turn.getAssignment().getShare()).isEqualTo(0.5);
                }));
        await().untilAsserted(() -> assertThat(broker.read(broker.topics().status))
                .anySatisfy(status -> assertThat(status.getArms())
                        .containsEntry("control", first.getCheckpointId())
                        .containsEntry("candidate", third.getCheckpointId())));
        assertThat(models(server).at("/data/0/arms/control/checkpoint").asText())
                .isEqualTo(first.getCheckpointId());

        write(Experiments.split(experiment, 1));
        await().atMost(AT_ONCE).until(() -> checkpoint(ask(control)).equals(third.getCheckpointId()));
    }

    @Test
    void whatIsPinnedIsLoadedVerifiedAndKept() throws Exception {
        Checkpoint pinned = first;
        for (int i = 0; i < 6; i++) {
            Checkpoint next = committed(third);
            await().until(() -> server.role().checkpoint().equals(next.getCheckpointId()));
        }
        assertThat(loaded(server)).doesNotContain(pinned.getCheckpointId());
        command(OperatorAction.PIN, Map.of("checkpoint", pinned.getCheckpointId(), "arm", "control"));
        command(OperatorAction.SPLIT, Map.of("candidate", "0"));
        await().atMost(AT_ONCE).until(() -> checkpoint(ask("u1")).equals(pinned.getCheckpointId()));
        for (int i = 0; i < 6; i++) {
            Checkpoint next = committed(third);
            await().until(() -> server.role().checkpoint().equals(next.getCheckpointId()));
        }
        assertThat(loaded(server)).contains(pinned.getCheckpointId()).hasSizeLessThanOrEqualTo(2 + 4);
        assertThat(checkpoint(ask("u1"))).isEqualTo(pinned.getCheckpointId());
    }

    @Test
    void withoutABrokerTheArmsStayAsTheyWere() throws Exception {
        write(Experiments.pinned(Experiments.direct("default", 1), Arms.CONTROL, first.getCheckpointId()));
        Path data = store.resolveSibling("data-" + ++seed);
        try (Server other = another(data, broker.bootstrapServers())) {
            await().untilAsserted(() -> assertThat(checkpoint(ask(other, "u1"))).isEqualTo(first.getCheckpointId()));
        }
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        try (Server alone = another(data, "localhost:" + port)) {
            await().until(alone.role()::ready);
            assertThat(checkpoint(ask(alone, "u1"))).isEqualTo(first.getCheckpointId());
            assertThat(alone.role().checkpoint()).isEqualTo(third.getCheckpointId());
        }
    }

    @Test
    void whatARollbackWouldGoToIsReady() throws Exception {
        try (Server other = another()) {
            await().until(other.role()::ready);
            await().untilAsserted(() ->
                    assertThat(loaded(other)).containsExactly(second.getCheckpointId(), third.getCheckpointId()));
        }
    }

    @Test
    void aPinnedOneThatIsCorruptIsRefusedAndServiceGoesOn() throws Exception {
        Checkpoint bad = checkpoints.of(TinyBase.adapter(model, ++seed), model.baseDigest(), third.getCheckpointId());
        Checkpoint good = checkpoints.of(TinyBase.adapter(model, ++seed), model.baseDigest(), third.getCheckpointId());
        Path file = store.resolve(bad.getUri()).resolve("adapter_model.safetensors");
        byte[] right = Files.readAllBytes(file);
        byte[] wrong = right.clone();
        wrong[wrong.length - 1] ^= 1;
        Files.write(file, wrong);
        send(bad);
        send(good);
        await().until(() -> server.role().checkpoint().equals(good.getCheckpointId()));
        command(OperatorAction.PIN, Map.of("checkpoint", bad.getCheckpointId()));
        await().untilAsserted(() -> assertThat(broker.read(broker.topics().operatorEvents))
                .anySatisfy(event -> {
                    assertThat(event.getName()).isEqualTo("swap_refused");
                    assertThat(event.getTarget()).isEqualTo(bad.getCheckpointId());
                    assertThat(event.getMessage()).contains("digest");
                    assertThat(event.getDetails()).containsEntry("served", good.getCheckpointId());
                }));
        assertThat(checkpoint(ask("u1"))).isEqualTo(good.getCheckpointId());

        Files.write(file, right);
        command(OperatorAction.PIN, Map.of());
        command(OperatorAction.PIN, Map.of("checkpoint", bad.getCheckpointId()));
        await().until(() -> server.role().checkpoint().equals(bad.getCheckpointId()));
    }

    /** The same commands are read by a server that has keys and by one that has none. */
    @Test
    void whereKeysAreConfiguredOnlyWhatIsSignedHolds() throws Exception {
        NewOperatorKey ann = NewOperatorKey.of("ann");
        Path data = Files.createDirectories(store.resolveSibling("data-" + ++seed));
        Path keys = Files.writeString(data.resolve("operators"), ann.line());
        CommandTrust trust = CommandTrust.in(OperatorKeys.of(keys, System::nanoTime), Duration.ofHours(1));
        Topics topics = new Topics(broker.topics().settings(), new ReleasedSchemas(), Traces.OFF, trust);
        ServerConfig config = ServerConfig.defaults(data).withInstance("other");
        try (Server other = new Server(config, topics, broker.bootstrapServers(), model, store)) {
            await().until(other.role()::ready);
            OperatorCommand unsigned = command(OperatorAction.PIN, Map.of("checkpoint", first.getCheckpointId()));
            await().until(() -> server.role().checkpoint().equals(first.getCheckpointId()));
            OperatorCommand signed = ann.key()
                    .sign(
                            OperatorCommand.newBuilder(unsigned)
                                    .setArguments(Map.of("checkpoint", second.getCheckpointId()))
                                    .build(),
                            Duration.ofMinutes(5));
            OperatorCommand tampered = OperatorCommand.newBuilder(signed)
                    .setArguments(Map.of("checkpoint", "base"))
                    .build();
            broker.send(topics.operatorCommands, "default", tampered);
            broker.send(topics.operatorCommands, "default", signed);
            await().until(() -> !other.role().checkpoint().equals(third.getCheckpointId()));
            assertThat(other.role().checkpoint())
                    .as("the first that counted, though its id was taken before by what did not")
                    .isEqualTo(second.getCheckpointId());
        }
    }

    private Checkpoint committed(Checkpoint parent) throws Exception {
        Checkpoint made = checkpoints.of(
                TinyBase.adapter(model, ++seed), model.baseDigest(), parent == null ? null : parent.getCheckpointId());
        send(made);
        return made;
    }

    private void send(Checkpoint checkpoint) throws Exception {
        broker.send(broker.topics().checkpoints, checkpoint.getCheckpointId(), checkpoint);
        newest = checkpoint;
    }

    private void write(Experiment experiment) throws Exception {
        broker.send(broker.topics().experiments, "default", experiment);
    }

    private OperatorCommand command(OperatorAction action, Map<String, String> arguments) throws Exception {
        OperatorCommand command = OperatorCommand.newBuilder()
                .setCommandId(UUID.randomUUID().toString())
                .setIssuedBy("ann")
                .setReason("why not")
                .setTarget("default")
                .setAction(action)
                .setArguments(arguments)
                .setIssuedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .build();
        broker.send(broker.topics().operatorCommands, "default", command);
        lastCommand = command.getCommandId();
        return command;
    }

    private Server another() throws Exception {
        return another(store.resolveSibling("data-" + ++seed), broker.bootstrapServers());
    }

    private Server another(Path data, String bootstrapServers) throws Exception {
        return new Server(
                ServerConfig.defaults(data).withInstance("other"), broker.topics(), bootstrapServers, model, store);
    }

    private static String user(Experiment experiment, String arm) {
        return IntStream.range(0, 100)
                .mapToObj(i -> "user-" + i)
                .filter(user ->
                        ArmAssignment.of(experiment, "default", user).getName().equals(arm))
                .findFirst()
                .orElseThrow();
    }

    private HttpResponse<String> ask(String user) throws Exception {
        return ask(server, user);
    }

    private static HttpResponse<String> ask(Server asked, String user) throws Exception {
        return asked.post(
                "/v1/chat/completions",
                "{\"model\":\"policy\",\"user\":\"" + user
                        + "\",\"max_tokens\":2,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}");
    }

    private static String checkpoint(HttpResponse<String> answer) {
        return answer.headers().firstValue("x-backchannel-checkpoint").orElseThrow();
    }

    private static JsonNode models(Server server) throws Exception {
        return JSON.readTree(server.get("/v1/models").body());
    }

    private static List<String> loaded(Server server) throws Exception {
        return models(server).findValuesAsText("id").stream()
                .filter(id -> id.startsWith("policy@"))
                .map(id -> id.substring("policy@".length()))
                .toList();
    }
}
