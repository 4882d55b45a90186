package dev.backchannel.streams.redrive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.DeadLetter;
import dev.backchannel.avro.Edit;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.OperatorEventKind;
import dev.backchannel.streams.RunningSystem;
import dev.backchannel.streams.StreamsConfig;
import dev.backchannel.streams.StreamsRole;
import dev.backchannel.streams.TopologyHarness;
import dev.backchannel.streams.ledger.Ledger;
import dev.backchannel.streams.ledger.LedgerReport;
import dev.backchannel.streams.operation.Commands;
import dev.backchannel.streams.operation.Selection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters go back after a fix, once, and the ledger balances before, between and after. */
class RedriveTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Selection ALL = new Selection(Optional.empty(), Optional.empty(), Optional.empty(), true);
    /** The fix: identities are forgotten sooner, so what conflicted does not any more. */
    private static final Duration SHORT_MEMORY = Duration.ofSeconds(1);

    @Test
    void lettersGoBackOnceAndTheLedgerBalances(@TempDir Path folder) throws Exception {
        try (RunningSystem system = new RunningSystem(folder.resolve("kafka"))) {
            byte[] garbage = "no avro at all".getBytes(StandardCharsets.UTF_8);
            try (StreamsRole role = role(system, StreamsConfig.fast(), folder)) {
                await().atMost(PATIENCE).until(role::ready);
                system.send(event("t1", TopologyHarness.turnOf("yes we are", "user: open?")));
                system.send(event("e1", new Edit("no, closed")));
                system.send(event("e1", new Edit("no, we are closed today")));
                system.raw(system.topics.interactions, "default/c1".getBytes(StandardCharsets.UTF_8), garbage);
                await().atMost(PATIENCE).until(() -> letters(system).size() == 2);
                assertBalance(system, Ledger.DEDUPLICATION, 2, 0);

                OperatorCommand first = command("k1", ALL);
                system.send(system.topics.operatorCommands, first.getTarget(), first);
                system.send(system.topics.operatorCommands, first.getTarget(), first);
                OperatorEvent outcome = outcome(system, "k1");
                assertThat(outcome.getKind()).isEqualTo(OperatorEventKind.APPLIED);
                assertThat(outcome.getMessage()).isEqualTo("sent 2 of 2 records again");
                assertThat(outcome.getDetails())
                        .containsEntry("issued_by", "ann")
                        .containsEntry("redriven", "2");
                await("nothing was mended, so both die again")
                        .atMost(PATIENCE)
                        .until(() -> letters(system).size() == 4);
                assertBalance(system, Ledger.DEDUPLICATION, 2, 2);
            }
            StreamsConfig mended = withDeduplication(SHORT_MEMORY);
            try (StreamsRole role = role(system, mended, folder)) {
                await().atMost(PATIENCE).until(role::ready);
                Selection conflicts =
                        new Selection(Optional.of("identity_conflict"), Optional.empty(), Optional.of("e1"), false);
                OperatorCommand second = command("k2", conflicts);
                system.send(system.topics.operatorCommands, second.getTarget(), second);
                assertThat(outcome(system, "k2").getMessage())
                        .isEqualTo("sent 1 of 2 records again; 1 had been sent before");
                await().atMost(PATIENCE).untilAsserted(() -> assertThat(system.read(system.topics.dispositions))
                        .extracting(d -> d.getReason())
                        .anyMatch(reason -> reason.contains("already_taught")));
                assertThat(letters(system)).hasSize(4);
                assertThat(system.read(system.topics.operatorEvents)).hasSize(2);

                OperatorCommand third = command("k3", conflicts);
                system.send(system.topics.operatorCommands, third.getTarget(), third);
                assertThat(outcome(system, "k3").getMessage())
                        .isEqualTo("sent 0 of 2 records again; 2 had been sent before");
            }
        }
    }

    private static void assertBalance(RunningSystem system, Duration memory, long dead, long redriven) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            LedgerReport report = new Ledger(system.bootstrapServers(), system.topics, memory).read();
            assertThat(report.balanced()).as("%s", report).isTrue();
            assertThat(report.accepted()).isEqualTo(3);
            assertThat(report.deadLettered()).isEqualTo(dead);
            assertThat(report.redriven()).isEqualTo(redriven);
            assertThat(report.byOutcome()).containsEntry("waitingForTheLearner", 1L);
            assertThat(report.deadLettersByReason()).containsEntry("identity_conflict", 1L);
        });
    }

    private static OperatorEvent outcome(RunningSystem system, String commandId) {
        return await().atMost(PATIENCE)
                .until(
                        () -> system.read(system.topics.operatorEvents).stream()
                                .filter(e -> commandId.equals(e.getCommandId()))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static List<DeadLetter> letters(RunningSystem system) {
        return system.read(system.topics.deadLetters).stream()
                .filter(letter -> letter.getRedrive() == null)
                .toList();
    }

    private static OperatorCommand command(String id, Selection selection) {
        return new Commands(id, "ann", "mended", Instant.now()).redrive(selection);
    }

    private static Interaction event(String id, Object payload) {
        return TopologyHarness.event(id, "t1", payload, Instant.EPOCH, true);
    }

    private static StreamsConfig withDeduplication(Duration window) {
        StreamsConfig fast = StreamsConfig.fast();
        return new StreamsConfig(
                fast.windows(),
                fast.rules(),
                fast.limits(),
                fast.profiles(),
                fast.experiment(),
                fast.alerts(),
                window,
                fast.retention(),
                fast.store(),
                fast.threads(),
                fast.standbyReplicas(),
                fast.commitInterval(),
                fast.punctuateEvery(),
                fast.observeEvery(),
                fast.clockGrace(),
                fast.stateMemory(),
                fast.membership());
    }

    private static StreamsRole role(RunningSystem system, StreamsConfig config, Path folder) {
        return StreamsRole.start(
                config, system.topics, system.bootstrapServers(), folder.resolve("state"), new SimpleMeterRegistry());
    }
}
