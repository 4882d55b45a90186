package dev.backchannel.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.OperatorAction;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.Verdict;
import dev.backchannel.e2e.system.Api;
import dev.backchannel.e2e.system.Records;
import dev.backchannel.e2e.system.RunningSystem;
import dev.backchannel.kafka.FreePorts;
import dev.backchannel.kafka.cluster.BrokerProcess;
import dev.backchannel.standalone.audit.AuditSource;
import dev.backchannel.standalone.chaos.FleetOptions;
import dev.backchannel.standalone.chaos.RoleProcess;
import dev.backchannel.standalone.system.RoleKind;
import dev.backchannel.standalone.system.SingleRole;
import dev.backchannel.streams.ledger.LedgerReport;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 of the learner, of streams and of the broker, each a process of its own, while users chat: every chat is answered,
 * and when they are back everything is where it would have been.
 */
@Tag("fault")
class OutageTest {
    private static final Topics TOPICS = new Topics(TopicSettings.singleBroker());
    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration AWAY = Duration.ofSeconds(5);
    private static final Duration PROMISED = Duration.ofSeconds(60);
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    private final int policyPort = FreePorts.one();
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private BrokerProcess broker;
    private RoleProcess learner;
    private RoleProcess streams;
    private SingleRole policy;
    private SteadyUsers users;

    @BeforeEach
    void start() {
        broker = closedLater(BrokerProcess.alone(folder.resolve("kafka")));
        broker.start();
        broker.awaitReady();
        FleetOptions options = new FleetOptions(folder, broker.address(), 1, arguments());
        learner = closedLater(RoleProcess.of(RoleKind.LEARNER, 1, options));
        streams = closedLater(RoleProcess.of(RoleKind.STREAMS, 1, options));
        learner.start();
        streams.start();
        policy = closedLater(
                SingleRole.start(RunningSystem.settings(settings(RoleKind.POLICY_SERVER)), RoleKind.POLICY_SERVER));
        SingleRole door =
                closedLater(SingleRole.start(RunningSystem.settings(settings(RoleKind.INGESTION)), RoleKind.INGESTION));
        await().atMost(START).until(() -> learner.isReady() && streams.isReady() && policy.ready() && door.ready());
        users = closedLater(new SteadyUsers(new Api(policy.url()), new Api(door.url())));
        awaitNewerThan("base");
    }

    @AfterEach
    void stop() throws Exception {
        while (!started.isEmpty()) {
            started.pop().close();
        }
    }

    private <T extends AutoCloseable> T closedLater(T part) {
        started.push(part);
        return part;
    }

    @Test
    void servingGoesOnWithoutLearnerStreamsAndBrokerAndEverythingCatchesUp() {
        String target = policy.servedCheckpoint();
        awaitNewerThan(target);
        Duration all = rolledBackTo(target);
        awaitNewerThan(target);
        learner.kill();
        awaitAnswers(5);
        streams.kill();
        Duration alone = rolledBackTo(target);
        broker.kill();
        long gone = System.nanoTime();
        await("the door sends reactions away, to come again").atMost(PROMISED).until(() -> users.refusals() > 0);
        awaitAnswers(5);

        String before = policy.servedCheckpoint();
        long back = System.nanoTime();
        broker.start();
        learner.start();
        streams.start();
        awaitNewerThan(before);
        long served = System.nanoTime();
        everythingIsAccountedFor();
        System.out.printf(
                "all three away for %.1f s, newer weights served %.1f s after the start, settled after %.1f s;"
                        + " rolled back within %d ms, without learner and streams %d ms: %s%n",
                (back - gone) / 1e9,
                (served - back) / 1e9,
                (System.nanoTime() - back) / 1e9,
                all.toMillis(),
                alone.toMillis(),
                figures());
    }

    @Test
    void eachMayBeAwayAloneWhileTheOthersLive() {
        away("the learner", learner::kill, learner::start);
        away("streams", streams::kill, streams::start);
        away("the broker", broker::kill, broker::start);
        away("the broker, again", broker::kill, broker::start);
        everythingIsAccountedFor();
    }

    /** An answer's checkpoint, and when it had come. */
    private record Served(Instant at, String checkpoint) {}

    /** From an operator's record to the end of the first answer by the weights before. */
    private Duration rolledBackTo(String target) {
        OperatorCommand command = OperatorCommand.newBuilder()
                .setCommandId(UUID.randomUUID().toString())
                .setIssuedBy("a test")
                .setReason("to see how long it takes")
                .setTarget("default")
                .setAction(OperatorAction.ROLLBACK)
                .setArguments(Map.of("checkpoint", target))
                .setIssuedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .build();
        byte[] bytes =
                TOPICS.operatorCommands.valueSerde().serializer().serialize(TOPICS.operatorCommands.name(), command);
        CompletableFuture<Void> written = CompletableFuture.runAsync(
                () -> Records.write(broker.address(), TOPICS.operatorCommands, "default", bytes));
        Instant first = await().atMost(PROMISED)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(this::ask, answer -> answer.checkpoint().equals(target))
                .at();
        written.join();
        Duration took = Duration.between(command.getIssuedAt(), first);
        assertThat(took).as("to the first answer by %s", target).isLessThan(AT_ONCE);
        return took;
    }

    private Served ask() {
        Api.Reply reply = new Api(policy.url()).post("/v1/chat/completions", """
                {"model": "policy", "user": "tester", "max_tokens": 1,
                 "messages": [{"role": "user", "content": "How much is a latte?"}]}""");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return new Served(Instant.now(), reply.headers().get("x-backchannel-checkpoint"));
    }

    private void away(String what, Runnable kill, Runnable start) {
        kill.run();
        long gone = System.nanoTime();
        awaitAnswers(5);
        await().atMost(PROMISED).until(() -> System.nanoTime() - gone > AWAY.toNanos());
        String before = policy.servedCheckpoint();
        start.run();
        long back = System.nanoTime();
        awaitNewerThan(before);
        System.out.printf(
                "%s away for %.1f s, newer weights served %.1f s after the start: %s%n",
                what, (back - gone) / 1e9, (System.nanoTime() - back) / 1e9, figures());
    }

    private void everythingIsAccountedFor() {
        users.stopChatting();
        await("reactions are taken").atMost(PROMISED).untilAsserted(() -> assertThat(users.allReported())
                .as("%s, %s", figures(), users.failures())
                .isTrue());
        assertThat(users.failures()).isEmpty();
        await("the spool is empty").atMost(PROMISED).untilAsserted(() -> assertThat(onTheTopic())
                .containsAll(users.turns())
                .containsAll(users.acknowledged()));
        LedgerReport account = AuditSource.topics(broker.address(), TopicSettings.singleBroker())
                .read(PROMISED, report -> {});
        assertThat(account.balanced()).as("%s", account).isTrue();
        assertThat(account.inFlight()).as("%s", account).isZero();
        assertThat(account.accepted())
                .as("%s", account)
                .isEqualTo(users.acknowledged().size());
        assertThat(account.taught()).as("%s", account).isPositive();
        await("the newest is served").atMost(PROMISED).until(() -> policy.servedCheckpoint()
                .equals(newest()));
    }

    private Set<String> onTheTopic() {
        Set<String> ids = new HashSet<>();
        for (Interaction interaction : Records.of(broker.address(), TOPICS.interactions)) {
            ids.add(interaction.getEventId());
        }
        return ids;
    }

    /** checkpoint_id of the last one that may be served. */
    private String newest() {
        List<Checkpoint> good = Records.of(broker.address(), TOPICS.checkpoints).stream()
                .filter(each -> each != null && each.getGate().getVerdict() != Verdict.REFUSED)
                .toList();
        return good.get(good.size() - 1).getCheckpointId();
    }

    private void awaitAnswers(int more) {
        int before = users.turns().size();
        await("answers go on").atMost(PROMISED).until(() -> users.turns().size() >= before + more);
        assertThat(users.failures()).isEmpty();
    }

    private void awaitNewerThan(String checkpoint) {
        await("newer weights than " + checkpoint).atMost(PROMISED).until(() -> !policy.servedCheckpoint()
                .equals(checkpoint));
        assertThat(users.failures()).isEmpty();
    }

    private String figures() {
        return "%d answers, 0 failed, the slowest after %d ms, %d reactions taken, %d requests sent away"
                .formatted(
                        users.turns().size(),
                        users.slowestAnswer().toMillis(),
                        users.acknowledged().size(),
                        users.refusals());
    }

    private Map<String, String> settings(RoleKind kind) {
        Map<String, String> settings = shared();
        settings.put("bootstrap-servers", broker.address());
        settings.put("port", kind == RoleKind.POLICY_SERVER ? Integer.toString(policyPort) : "0");
        settings.put("data", folder.resolve(kind.label()).toString());
        return settings;
    }

    private List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        shared().forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
        return arguments;
    }

    private Map<String, String> shared() {
        return new HashMap<>(Map.of(
                "store",
                folder.resolve("store").toString(),
                "policy-url",
                "http://127.0.0.1:" + policyPort,
                "threads",
                "1",
                "ingestion.delivery-timeout",
                "2s"));
    }
}
