package dev.backchannel.streams.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Acceptance;
import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Edit;
import dev.backchannel.avro.FollowUp;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.Other;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Regeneration;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import dev.backchannel.avro.Turn;
import dev.backchannel.avro.Verdict;
import dev.backchannel.streams.RunningSystem;
import dev.backchannel.streams.StreamsConfig;
import dev.backchannel.streams.StreamsRole;
import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger over the running topology, traffic of every kind, and a restart in the middle. */
class LedgerOverStreamsTest {
    /** Room for a few dozen events at a time. */
    private static final long LITTLE_HEAP = 100_000;

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Random random = new Random(5);
    private final List<Interaction> sent = new ArrayList<>();
    private int ids;

    @Test
    void balancesAtEveryMomentAndInTheEnd(@TempDir Path directory) throws Exception {
        try (RunningSystem system = new RunningSystem(directory.resolve("kafka"))) {
            Ledger ledger = new Ledger(system.bootstrapServers(), system.topics, Ledger.DEDUPLICATION);
            AtomicBoolean running = new AtomicBoolean(true);
            CompletableFuture<List<LedgerReport>> watched = CompletableFuture.supplyAsync(() -> watch(ledger, running));
            try {
                StreamsRole first = role(system, directory);
                traffic(system, 40);
                await().atMost(PATIENCE).until(() -> ledger.read().disposed() > 20);
                first.close();
                traffic(system, 20);
                try (StreamsRole second = role(system, directory)) {
                    await().atMost(PATIENCE).until(second::ready);
                    traffic(system, 20);
                    await().atMost(PATIENCE).until(() -> onlyTheLearnerIsMissing(ledger.read()));
                }
            } finally {
                running.set(false);
            }
            List<LedgerReport> reports = watched.get();
            assertThat(reports).isNotEmpty().allSatisfy(r -> assertThat(r.imbalances())
                    .isEmpty());

            LedgerReport before = ledger.read();
            assertThat(before.deadLettered()).isEqualTo(5);
            assertThat(before.duplicates()).isGreaterThan(10);
            assertThat(before.inFlight()).isPositive();
            isTheSameInParts(ledger, before);
            assertThat(before.byKind()).containsKeys("edit", "thumb", "derivedFollowUp", "acceptance", "other");

            learnEverything(system);
            LedgerReport after = ledger.settle(Duration.ofSeconds(30), report -> {});
            assertThat(after.imbalances()).isEmpty();
            assertThat(after.inFlight()).isZero();
            assertThat(after.taught()).isEqualTo(before.inFlight());
            assertThat(after.accepted()).isEqualTo(before.accepted());
            isTheSameInParts(ledger, after);
        }
    }

    private static void isTheSameInParts(Ledger ledger, LedgerReport whole) {
        assertThat(ledger.read(LITTLE_HEAP))
                .usingRecursiveComparison()
                .ignoringFields("inFlightAges") // time has passed
                .isEqualTo(whole);
    }

    private static List<LedgerReport> watch(Ledger ledger, AtomicBoolean running) {
        List<LedgerReport> reports = new ArrayList<>();
        while (running.get()) {
            reports.add(reports.size() % 2 == 0 ? ledger.read() : ledger.read(LITTLE_HEAP));
        }
        return reports;
    }

    private static boolean onlyTheLearnerIsMissing(LedgerReport report) {
        return report.inFlight() == report.byOutcome().getOrDefault("waitingForTheLearner", 0L);
    }

    private static StreamsRole role(RunningSystem system, Path directory) {
        return StreamsRole.start(
                StreamsConfig.fast(),
                system.topics,
                system.bootstrapServers(),
                directory.resolve("state"),
                new SimpleMeterRegistry());
    }

    /** Conversations of several turns with signals early, late, twice, contradictory, opted out and senseless. */
    private void traffic(RunningSystem system, int conversations) throws Exception {
        boolean firstTime = sent.isEmpty();
        for (int c = 0; c < conversations; c++) {
            String conversation = "c" + ids++;
            List<Message> messages = new ArrayList<>();
            for (int t = 0; t < 1 + random.nextInt(4); t++) {
                String turnId = conversation + "-t" + t;
                messages.add(new Message("user", t == 0 ? "hello there" : "no, that is wrong, I meant number " + t));
                String response = "answer number " + t + " of " + conversation;
                Turn turn = Turn.newBuilder()
                        .setMessages(List.copyOf(messages))
                        .setResponse(response)
                        .build();
                boolean early = random.nextInt(5) == 0;
                if (early) {
                    send(system, conversation, turnId, signal(turnId));
                }
                send(system, conversation, turnId, turn, turnId);
                messages.add(new Message("assistant", response));
                for (int s = random.nextInt(3); s > 0; s--) {
                    send(system, conversation, random.nextInt(12) == 0 ? "never-" + turnId : turnId, signal(turnId));
                }
                if (random.nextInt(4) == 0) {
                    again(system);
                }
            }
        }
        if (firstTime) {
            nonsense(system);
        }
        system.flush();
    }

    private Object signal(String turnId) {
        return switch (random.nextInt(7)) {
            case 0, 1 -> new Edit("a different text for " + turnId);
            case 2 -> new Thumb(ThumbValue.UP, null);
            case 3 -> new Thumb(ThumbValue.DOWN, "no");
            case 4 -> new Acceptance();
            case 5 -> random.nextBoolean() ? new FollowUp("thanks a lot") : new Regeneration(turnId + "-again");
            default -> new Other("wink", "{}");
        };
    }

    /** Five records that end as dead letters. */
    private void nonsense(RunningSystem system) throws Exception {
        Topics topics = system.topics;
        Interaction some = sent.stream()
                .filter(e -> e.getPayload() instanceof Edit)
                .findFirst()
                .orElseThrow();
        byte[] key = "default/x".getBytes(StandardCharsets.UTF_8);
        system.raw(topics.interactions, key, "no avro".getBytes(StandardCharsets.UTF_8))
                .get();
        system.raw(topics.interactions, key, null).get();
        system.send(Interaction.newBuilder(some)
                        .setPayload(new Edit("another body"))
                        .build())
                .get();
        system.send(Interaction.newBuilder(some).setEventId("t#follow-up").build())
                .get();
        system.send(topics.interactions, "default/wrong", some).get();
    }

    private void again(RunningSystem system) {
        system.send(sent.get(random.nextInt(sent.size())));
    }

    private void send(RunningSystem system, String conversation, String turnId, Object payload) {
        send(system, conversation, turnId, payload, "e" + ids++);
    }

    private void send(RunningSystem system, String conversation, String turnId, Object payload, String eventId) {
        Interaction event = Interaction.newBuilder()
                .setEventId(eventId)
                .setTenant("default")
                .setConversationId(conversation)
                .setTurnId(turnId)
                .setOccurredAt(Instant.EPOCH)
                .setSource("test")
                .setTrain(payload instanceof Turn || random.nextInt(15) != 0)
                .setPayload(payload)
                .build();
        sent.add(event);
        system.send(event);
    }

    /** Plays the learner: one step over all preferences. */
    private static void learnEverything(RunningSystem system) throws Exception {
        Topics topics = system.topics;
        List<Preference> preferences = system.read(topics.preferences);
        String[] all = preferences.stream().map(Preference::getPreferenceId).toArray(String[]::new);
        long consumed = 1_000_000; // beyond the offsets that transaction markers take
        Checkpoint first = Made.checkpoint("k0", null, 0, 0, Verdict.PASSED);
        system.send(topics.checkpoints, "k0", first).get();
        system.send(topics.learnerSteps, "default", Made.step(1, "k0", 0, consumed, all))
                .get();
        system.send(topics.checkpoints, "k1", Made.checkpoint("k1", "k0", 1, consumed, Verdict.PASSED))
                .get();
    }
}
