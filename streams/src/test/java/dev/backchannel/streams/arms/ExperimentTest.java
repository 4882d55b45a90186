package dev.backchannel.streams.arms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backchannel.avro.Acceptance;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.Edit;
import dev.backchannel.avro.Experiment;
import dev.backchannel.avro.FollowUp;
import dev.backchannel.avro.OperatorAction;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.OperatorEventKind;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import dev.backchannel.avro.Turn;
import dev.backchannel.avro.Verdict;
import dev.backchannel.streams.TopologyHarness;
import dev.backchannel.streams.config.ExperimentRules;
import dev.backchannel.streams.config.ExperimentRules.Mode;
import dev.backchannel.streams.config.Margins;
import dev.backchannel.topics.Arms;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExperimentTest {
    private static final int USERS = 200;

    @Test
    void figuresOfEachArmComeFromWhatItsUsersDid() {
        try (Trial trial = new Trial(rules(Mode.DIRECT, 0.5, 0.05))) {
            for (String user : List.of("a", "b", "c", "d")) {
                trial.turn(user, Arms.CANDIDATE);
            }
            trial.turn("x", Arms.CONTROL);
            trial.react("a", "e1", new Thumb(ThumbValue.UP, null))
                    .react("b", "e2", new Thumb(ThumbValue.DOWN, null))
                    .react("b", "e3", new Edit("Another answer of some length."))
                    .react("c", "e4", new FollowUp("No, that is wrong."))
                    .react("d", "e5", new Acceptance())
                    .react("x", "e6", new Thumb(ThumbValue.UP, null))
                    .seconds(8); // until nobody answers any more what the follow-up is worth

            assertThat(trial.figures(Arms.CANDIDATE))
                    .containsEntry("users", 4.0)
                    .containsEntry("turns", 4.0)
                    .containsEntry("thumbs_up_rate.mean", 0.5)
                    .containsEntry("thumbs_up_rate.users", 2.0)
                    .containsEntry("negative_follow_up_rate.mean", 0.25)
                    .containsEntry("acceptance_rate.mean", 0.25)
                    .containsEntry("acceptance_rate.users", 4.0)
                    .containsEntry("answer_tokens.mean", 4.0)
                    .containsEntry("latency_ms.mean", 100.0)
                    .containsEntry("errors.mean", 0.0)
                    .containsKey("srm.p")
                    .doesNotContainKey("thumbs_up_rate.difference");
            // One of six tokens was exchanged, in one of four turns.
            assertThat(trial.figures(Arms.CANDIDATE).get("edit_distance.mean")).isCloseTo(1 / 24.0, within(1e-3));
            assertThat(trial.figures(Arms.CONTROL))
                    .containsEntry("users", 1.0)
                    .containsEntry("thumbs_up_rate.mean", 1.0)
                    .doesNotContainKey("srm.p");
        }
    }

    /** A turn counts once, with the last word on it, however many windows there were. */
    @Test
    void aLaterWordCorrectsAnEarlierOne() {
        try (Trial trial = new Trial(rules(Mode.DIRECT, 0.5, 0.05))) {
            trial.turn("a", Arms.CANDIDATE).turn("b", Arms.CANDIDATE);
            trial.react("a", "e1", new Thumb(ThumbValue.UP, null))
                    .react("b", "e2", new Thumb(ThumbValue.UP, null))
                    .seconds(4);
            assertThat(trial.figures(Arms.CANDIDATE)).containsEntry("thumbs_up_rate.mean", 1.0);

            trial.react("a", "e3", new Thumb(ThumbValue.DOWN, null))
                    .react("b", "e4", new Thumb(ThumbValue.NONE, null))
                    .seconds(4);
            assertThat(trial.figures(Arms.CANDIDATE))
                    .containsEntry("thumbs_up_rate.mean", 0.0)
                    .containsEntry("thumbs_up_rate.users", 1.0);
        }
    }

    @Test
    void failuresAreErrorsAndCountForNothingElse() {
        Turn failed = Turn.newBuilder(TopologyHarness.turnOf("", "user: A question?"))
                .setArm(Arms.CANDIDATE)
                .setError("out of memory")
                .setLatencyMs(9_999L)
                .build();
        try (Trial trial = new Trial(rules(Mode.DIRECT, 1, 0.05))) {
            trial.turn("a", Arms.CANDIDATE).turn("b", failed).seconds(3);

            assertThat(trial.figures(Arms.CANDIDATE))
                    .containsEntry("errors.mean", 0.5)
                    .containsEntry("latency_ms.mean", 100.0);
        }
    }

    @Test
    void aCandidateThatUsersLikeLessIsRolledBackWithoutAPerson() {
        try (Trial trial = new Trial(rules(Mode.DIRECT, 0.5, 0.05))) {
            trial.checkpoint("good", null).command("k1", OperatorAction.PROMOTE, Map.of());
            trial.seconds(1).checkpoint("bad", "good").seconds(1);
            long epoch = trial.experiment().getEpoch();
            rate(trial, 0.9, 0.2);

            assertThat(trial.commandsOfTheGuard()).singleElement().satisfies(command -> {
                assertThat(command.getAction()).isEqualTo(OperatorAction.ROLLBACK);
                assertThat(command.getArguments())
                        .containsEntry("checkpoint", "good")
                        .containsEntry("from", "bad");
                assertThat(command.getReason()).startsWith("thumbs_up_rate is lower by 0.");
            });
            assertThat(trial.alerts()).extracting(OperatorEvent::getName).containsExactly("guard_rollback");
            assertThat(outcome(trial, trial.commandsOfTheGuard().get(0).getCommandId())
                            .getKind())
                    .isEqualTo(OperatorEventKind.APPLIED);
            Experiment now = trial.experiment();
            assertThat(now.getRevoked()).containsExactly("bad");
            assertThat(now.getEpoch()).isEqualTo(epoch + 1);
            assertThat(now.getCommandId()).startsWith("guard-");
        }
    }

    @Test
    void twoArmsThatAreLikedAlikeStayAsTheyAre() {
        try (Trial trial = new Trial(rules(Mode.DIRECT, 0.5, 0.05))) {
            trial.checkpoint("c1", null);
            rate(trial, 0.6, 0.6);

            assertThat(trial.figures(Arms.CANDIDATE))
                    .containsKey("thumbs_up_rate.difference")
                    .satisfies(f -> assertThat(f.get("thumbs_up_rate.lower")).isNegative())
                    .satisfies(f -> assertThat(f.get("thumbs_up_rate.upper")).isPositive());
            assertThat(trial.commandsOfTheGuard()).isEmpty();
            assertThat(trial.alerts()).isEmpty();
        }
    }

    @Test
    void aCandidateThatAnOperatorHasPinnedStaysButItIsSaid() {
        try (Trial trial = new Trial(rules(Mode.DIRECT, 0.5, 0.05))) {
            trial.checkpoint("c1", null).command("k1", OperatorAction.PIN, Map.of("checkpoint", "c1"));
            rate(trial, 0.9, 0.2);

            assertThat(trial.commandsOfTheGuard()).isEmpty();
            assertThat(trial.alerts()).extracting(OperatorEvent::getName).containsExactly("guard_withheld");
        }
    }

    @Test
    void inExperimentModeWhatIsAsGoodIsPromotedAndTheNextOneTried() {
        try (Trial trial = new Trial(rules(Mode.EXPERIMENT, 0.5, 0.8))) {
            assertThat(trial.pinned(Arms.CANDIDATE)).isEqualTo(Arms.BASE);
            trial.checkpoint("c1", null).checkpoint("c2", "c1").seconds(1);
            assertThat(trial.pinned(Arms.CANDIDATE)).isEqualTo("c1");
            rate(trial, 0.6, 0.6);

            assertThat(trial.commandsOfTheGuard()).singleElement().satisfies(command -> {
                assertThat(command.getAction()).isEqualTo(OperatorAction.PROMOTE);
                assertThat(command.getArguments()).containsEntry("checkpoint", "c1");
            });
            assertThat(trial.pinned(Arms.CONTROL)).isEqualTo("c1");
            assertThat(trial.pinned(Arms.CANDIDATE)).isEqualTo("c2");
        }
    }

    @Test
    void anUnevenSplitIsAlertedOnceAndNothingIsPromoted() {
        try (Trial trial = new Trial(rules(Mode.EXPERIMENT, 0.5, 0.8))) {
            trial.checkpoint("c1", null).seconds(1);
            rate(trial, 4, 0.6, 0.6);

            assertThat(trial.alerts()).singleElement().satisfies(alert -> {
                assertThat(alert.getName()).isEqualTo("sample_ratio_mismatch");
                assertThat(alert.getMessage()).contains("100 users in control").contains("300 in the candidate arm");
            });
            assertThat(trial.figures(Arms.CANDIDATE).get("srm.p")).isLessThan(1e-6);
            assertThat(trial.commandsOfTheGuard()).isEmpty();
        }
    }

    @Test
    void aCommandHasOneOutcomeAndBeginsAnEpoch() {
        try (Trial trial = new Trial(rules(Mode.DIRECT, 1, 0.05))) {
            trial.command("k1", OperatorAction.SPLIT, Map.of("candidate", "0.8"))
                    .command("k1", OperatorAction.SPLIT, Map.of("candidate", "0.8"))
                    .command("k2", OperatorAction.SPLIT, Map.of("candidate", "1.8"))
                    .command("k3", OperatorAction.PIN, Map.of("checkpoint", "nowhere"))
                    .checkpoint("vile", null, Verdict.REFUSED)
                    .command("k4", OperatorAction.PROMOTE, Map.of("checkpoint", "vile"));

            assertThat(trial.events()).extracting(OperatorEvent::getCommandId).containsExactly("k1", "k2", "k3", "k4");
            assertThat(trial.events())
                    .extracting(OperatorEvent::getKind)
                    .containsExactly(
                            OperatorEventKind.APPLIED,
                            OperatorEventKind.REJECTED,
                            OperatorEventKind.REJECTED,
                            OperatorEventKind.REJECTED);
            assertThat(outcome(trial, "k1").getDetails())
                    .containsEntry("issued_by", "ann")
                    .containsEntry("reason", "to see")
                    .containsKeys("before", "after");
            assertThat(trial.experiment().getEpoch()).isEqualTo(1);
            assertThat(Arms.share(trial.experiment(), Arms.CONTROL)).isCloseTo(0.2, within(1e-9));
        }
    }

    @Test
    void behindTheFirewallTheControlArmTeachesNothing() {
        ExperimentRules open = rules(Mode.DIRECT, 0.5, 0.05);
        try (Trial trial = new Trial(firewalled(open))) {
            trial.turn("a", Arms.CANDIDATE).turn("x", Arms.CONTROL);
            trial.react("a", "e1", new Edit("Quite another text."))
                    .react("x", "e2", new Edit("Quite another text."))
                    .react("x", "e3", new FollowUp("No, that is wrong."))
                    .seconds(5);

            assertThat(trial.topology().preferences())
                    .extracting(Preference::getArm)
                    .containsOnly(Arms.CANDIDATE);
            Disposition held = trial.topology().endOf("e2");
            assertThat(held.getOutcome()).isEqualTo(Outcome.HELD_BACK);
            assertThat(held.getReason()).contains("firewall").contains(Arms.CONTROL);
            assertThat(trial.figures(Arms.CONTROL))
                    .containsEntry("negative_follow_up_rate.mean", 1.0)
                    .containsEntry(
                            "edit_distance.mean", trial.figures(Arms.CANDIDATE).get("edit_distance.mean"));
            assertThat(trial.topology().tasks()).hasSize(2); // what both edits say of their users' wishes
        }
    }

    /** Whoever comes first, and however the clock runs: the figures are the same to the last bit. */
    @Test
    void theSameTurnsInAnotherOrderGiveTheSameFigures() {
        Map<String, Double> forwards;
        Map<String, Double> backwards;
        try (Trial trial = new Trial(rules(Mode.DIRECT, 0.5, 0.05))) {
            for (int i = 0; i < 100; i++) {
                edit(trial, i);
            }
            forwards = trial.seconds(4).figures(Arms.CANDIDATE);
        }
        try (Trial trial = new Trial(rules(Mode.DIRECT, 0.5, 0.05))) {
            for (int i = 99; i >= 0; i--) {
                edit(trial, i);
                trial.topology().advance(Duration.ofMillis(100));
            }
            backwards = trial.seconds(4).figures(Arms.CANDIDATE);
        }
        assertThat(forwards).isEqualTo(backwards).containsKey("edit_distance.upper");
    }

    private static void edit(Trial trial, int i) {
        String user = "u" + i;
        trial.turn(user, i % 2 == 0 ? Arms.CONTROL : Arms.CANDIDATE)
                .react(user, "e" + i, new Edit("An answer" + " and more".repeat(i % 7) + "."));
    }

    private static void rate(Trial trial, double control, double candidate) {
        rate(trial, 2, control, candidate);
    }

    /** One of so many users in the control arm, each user with one turn and one thumb. */
    private static void rate(Trial trial, int oneOf, double control, double candidate) {
        Random random = new Random(5);
        for (int i = 0; i < oneOf * USERS / 2; i++) {
            boolean treated = i % oneOf != 0;
            String user = "u" + i;
            boolean up = random.nextDouble() < (treated ? candidate : control);
            trial.turn(user, treated ? Arms.CANDIDATE : Arms.CONTROL)
                    .react(user, "e" + i, new Thumb(up ? ThumbValue.UP : ThumbValue.DOWN, null));
        }
        trial.seconds(6);
    }

    private static OperatorEvent outcome(Trial trial, String commandId) {
        return trial.events().stream()
                .filter(e -> commandId.equals(e.getCommandId()))
                .findFirst()
                .orElseThrow();
    }

    private static ExperimentRules rules(Mode mode, double candidateShare, double margin) {
        ExperimentRules r = ExperimentRules.standard();
        return new ExperimentRules(
                mode,
                OptionalDouble.of(candidateShare),
                r.guard(),
                r.promote(),
                r.alpha(),
                new Margins(margin, mode == Mode.DIRECT ? margin : 0, 0, 0),
                30,
                100,
                r.mostExposures(),
                false,
                r.mismatchAlpha(),
                false,
                r.reportEvery(),
                r.memory());
    }

    private static ExperimentRules firewalled(ExperimentRules r) {
        return new ExperimentRules(
                r.mode(),
                r.candidateShare(),
                r.guard(),
                r.promote(),
                r.alpha(),
                r.margins(),
                r.leastUsers(),
                r.leastExposures(),
                r.mostExposures(),
                r.usingHistory(),
                r.mismatchAlpha(),
                true,
                r.reportEvery(),
                r.memory());
    }
}
