package dev.backchannel.streams.arms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.access.CommandTrust;
import dev.backchannel.access.NewOperatorKey;
import dev.backchannel.access.OperatorKeys;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.OperatorEventKind;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import dev.backchannel.streams.config.ExperimentRules;
import dev.backchannel.streams.config.Margins;
import dev.backchannel.topics.Arms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where keys are configured the guard is a signer like any other. */
class SignedGuardTest {
    private static final NewOperatorKey GUARD = NewOperatorKey.of("guard");

    @Test
    void theGuardSignsWhatItOrders(@TempDir Path folder) throws IOException {
        try (Trial trial = badCandidate(trust(folder).signingWith(GUARD.key()))) {
            assertThat(outcome(trial).getKind()).isEqualTo(OperatorEventKind.APPLIED);
            assertThat(outcome(trial).getDetails()).containsEntry("signed_by", "guard");
            assertThat(trial.experiment().getRevoked()).contains("bad");
        }
    }

    @Test
    void whoOnlySaysThatHeIsTheGuardIsNot(@TempDir Path folder) throws IOException {
        try (Trial trial = badCandidate(trust(folder))) {
            assertThat(outcome(trial).getRefusal().getKind()).isEqualTo("unsigned");
            assertThat(trial.experiment().getRevoked()).isEmpty();
        }
    }

    private static CommandTrust trust(Path folder) throws IOException {
        Path keys = Files.writeString(folder.resolve("operators"), GUARD.line());
        return CommandTrust.in(OperatorKeys.of(keys, System::nanoTime), Duration.ofHours(1));
    }

    /** Until the guard has spoken. */
    private static Trial badCandidate(CommandTrust trust) {
        Trial trial = new Trial(rules(), trust);
        trial.checkpoint("good", null).seconds(1).checkpoint("bad", "good").seconds(1);
        Random random = new Random(5);
        for (int i = 0; i < 600; i++) {
            boolean treated = i % 2 != 0;
            String user = "u" + i;
            trial.turn(user, treated ? Arms.CANDIDATE : Arms.CONTROL)
                    .react(
                            user,
                            "e" + i,
                            new Thumb(
                                    random.nextDouble() < (treated ? 0.2 : 0.9) ? ThumbValue.UP : ThumbValue.DOWN,
                                    null));
        }
        trial.seconds(6);
        assertThat(trial.commandsOfTheGuard()).hasSize(1);
        return trial;
    }

    private static OperatorEvent outcome(Trial trial) {
        OperatorCommand command = trial.commandsOfTheGuard().get(0);
        return trial.events().stream()
                .filter(event -> command.getCommandId().equals(event.getCommandId()))
                .findFirst()
                .orElseThrow();
    }

    private static ExperimentRules rules() {
        ExperimentRules r = ExperimentRules.standard();
        return new ExperimentRules(
                r.mode(),
                OptionalDouble.of(0.5),
                true,
                true,
                r.alpha(),
                new Margins(0.05, 0.05, 0, 0),
                30,
                100,
                r.mostExposures(),
                false,
                r.mismatchAlpha(),
                false,
                r.reportEvery(),
                r.memory());
    }
}
