package dev.backchannel.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Answer;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.FollowUpJudgement;
import dev.backchannel.avro.Label;
import dev.backchannel.avro.MiningKind;
import dev.backchannel.avro.MiningResult;
import dev.backchannel.avro.MiningTask;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.ScoredAnswer;
import dev.backchannel.avro.ThumbValue;
import dev.backchannel.streams.config.MiningRules;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Follow-ups, with and without an answer from the mining worker, on the whole topology. */
class FollowUpRulesTest {
    private static final String WRONG = "That is not what I asked.";

    private TopologyHarness topology = new TopologyHarness(StreamsConfig.fast());

    @AfterEach
    void close() {
        topology.close();
    }

    @Test
    void thanksAreALabelAtOnce() {
        reactedTo("Thanks, that helps!").advance(Duration.ofMillis(1200));
        assertThat(((Label) only().getBody()).getDesirable()).isTrue();
        assertThat(only().getExplanation()).containsEntry("class", "positive").containsEntry("cue", "thanks");
        assertThat(topology.tasks()).isEmpty();
    }

    @Test
    void theNextTurnCarriesTheFollowUp() {
        topology.turn("t1", "four euros", "user: price of a latte?")
                .turn("t2", "you are welcome", "user: price of a latte?", "assistant: four euros", "user: Thank you!")
                .settle();
        Preference preference = only();
        assertThat(preference.getTurnId()).isEqualTo("t1");
        assertThat(preference.getEvidence()).containsExactly("t2#follow-up");
        assertThat(topology.endOf("t2#follow-up").getOutcome()).isEqualTo(Outcome.MINED);
    }

    @Test
    void anExplicitFollowUpOutranksADerivedOne() {
        topology.turn("t1", "four euros", "user: price of a latte?")
                .followUp("e1", "t1", "Perfect!")
                .turn("t2", "sorry", "user: price of a latte?", "assistant: four euros", "user: " + WRONG)
                .settle();
        assertThat(only().getEvidence()).containsExactly("e1");
        assertThat(topology.endOf("t2#follow-up").getOutcome()).isEqualTo(Outcome.SUPERSEDED);
    }

    @Test
    void displeasureAsksForSamplesAndTheBestOneIsChosen() {
        reactedTo(WRONG).advance(Duration.ofMillis(1200));
        MiningTask task = task();
        assertThat(task.getKind()).isEqualTo(MiningKind.SAMPLE);
        assertThat(task.getFollowUp()).isEqualTo(WRONG);
        assertThat(task.getDeadline()).isAfter(topology.now());
        assertThat(topology.turns()).singleElement().satisfies(t -> assertThat(t.getPending())
                .as("in flight until it ends")
                .hasSize(1));

        topology.answer(result(task, 0.9, sample("better", 0.5, -4.0), sample("best", 0.8, -4.0)));
        Pair pair = (Pair) only().getBody();
        assertThat(pair.getChosen().getText()).isEqualTo("best");
        assertThat(pair.getRejected().getText()).isEqualTo("five euros");
        assertThat(topology.turns()).singleElement().satisfies(t -> assertThat(t.getPending())
                .isEmpty());

        topology.answer(result(task, 0.9, sample("again", 9, -9))).settle();
        assertThat(topology.preferences())
                .as("the first result of a task counts")
                .hasSize(1);
    }

    @Test
    void withoutAMarginDispleasureIsALabel() {
        assertUndesirable("margin", 0.9, sample("better", 0.12, -4.0));
    }

    @Test
    void withoutAnAucDispleasureIsALabel() {
        assertUndesirable("AUC", 0.6, sample("better", 2, -4.0));
    }

    @Test
    void theUsersOwnWordsCount() {
        assertUndesirable("own words", 0.9, sample("better", 2, -1.0));
    }

    @Test
    void emptyEqualAndCutOffSamplesAreNotChosen() {
        ScoredAnswer cut = sample("cut off", 3, -4.0);
        cut.getAnswer().setFinishReason(FinishReason.LENGTH);
        assertUndesirable("no usable sample", 0.9, sample(" ", 3, -4.0), sample("five euros", 3, -4.0), cut);
    }

    @Test
    void pastTheDeadlineDispleasureIsALabel() {
        reactedTo(WRONG).settle();
        assertThat(((Label) only().getBody()).getDesirable()).isFalse();
        assertThat(only().getExplanation()).containsEntry("no_pair", "no samples in time");
        topology.answer(result(task(), 0.9, sample("best", 0.8, -4.0))).settle();
        assertThat(topology.preferences()).hasSize(1);
    }

    @Test
    void aModelsJudgementGoesBeforeThatOfTheRules() {
        judged(WRONG, new FollowUpJudgement("positive", "asked", 0.5, "wise-1", null));
        assertThat(((Label) only().getBody()).getDesirable()).isTrue();
        assertThat(only().getWeight()).isEqualTo(MiningRules.standard().followUpWeight() * 0.5);
        assertThat(only().getExplanation())
                .containsEntry("class", "positive")
                .containsEntry("cue", "asked")
                .containsEntry("confidence", "0.50")
                .containsEntry("judge", "wise-1");
    }

    @Test
    void whatTheModelFindsNeutralTeachesOnlyByItsScore() {
        judged(WRONG, new FollowUpJudgement("neutral", "", 0.9, "wise-1", null));
        assertThat(topology.preferences()).isEmpty();
        assertThat(topology.endOf("e1").getReason()).contains("neutral by wise-1");
    }

    @Test
    void displeasureThatOnlyTheModelHearsIsALabel() {
        judged("And a cappuccino?", new FollowUpJudgement("complaint", "", 0.9, "wise-1", null));
        assertThat(((Label) only().getBody()).getDesirable()).isFalse();
        assertThat(only().getExplanation()).containsEntry("judge", "wise-1").containsEntry("class", "complaint");
    }

    @Test
    void whereTheModelFailedTheRulesJudgeAndTheEvidenceSaysSo() {
        judged(WRONG, new FollowUpJudgement(null, "", 0.0, "wise-1", "it answered 500"));
        assertThat(((Label) only().getBody()).getDesirable()).isFalse();
        assertThat(only().getExplanation())
                .containsEntry("class", "correction")
                .containsEntry("judge", "rules; wise-1: it answered 500");
    }

    /** The worker has nothing but a judgement to give. */
    private void judged(String followUp, FollowUpJudgement judgement) {
        reactedTo(followUp).advance(Duration.ofMillis(1200));
        MiningResult result = result(task(), 0.5);
        result.setGiven(null);
        result.setError("not scored");
        result.setJudgement(judgement);
        topology.answer(result);
    }

    @Test
    void anErrorOfTheWorkerIsNoResult() {
        reactedTo(WRONG).advance(Duration.ofMillis(1200));
        MiningResult failed = result(task(), 0.9);
        failed.setGiven(null);
        failed.setError("the server is away");
        topology.answer(failed);
        assertThat(only().getExplanation()).containsEntry("no_pair", "the server is away");
    }

    @Test
    void aResultWithNeitherScoresNorAnErrorIsALabelThatSaysSo() {
        reactedTo(WRONG).advance(Duration.ofMillis(1200));
        MiningResult empty = result(task(), 0.9);
        empty.setGiven(null);
        topology.answer(empty);
        assertThat(((Label) only().getBody()).getDesirable()).isFalse();
        assertThat(only().getExplanation()).containsEntry("no_pair", "the given answer was not scored");
        assertThat(topology.deadLetters()).isEmpty();
    }

    @Test
    void aNeutralMessageTeachesOnlyWhereTheScoreStandsOut() {
        for (double z : new double[] {0.4, 2.0, -2.0}) {
            topology.close();
            topology = new TopologyHarness(StreamsConfig.fast());
            reactedTo("And do you have oat milk?").advance(Duration.ofMillis(1200));
            assertThat(task().getKind()).isEqualTo(MiningKind.SCORE);
            MiningResult result = result(task(), 0.9);
            result.setZ(z);
            topology.answer(result);
            if (Math.abs(z) < 1.5) {
                assertThat(topology.endOf("e1").getOutcome()).isEqualTo(Outcome.NEUTRAL);
            } else {
                assertThat(((Label) only().getBody()).getDesirable()).isEqualTo(z > 0);
                assertThat(only().getWeight()).isEqualTo(0.1);
            }
        }
    }

    @Test
    void aScoreThatCannotTellGoodFromBadTeachesNothing() {
        reactedTo("And do you have oat milk?").advance(Duration.ofMillis(1200));
        MiningResult result = result(task(), 0.55);
        result.setZ(4.0);
        topology.answer(result);
        assertThat(topology.endOf("e1").getOutcome()).isEqualTo(Outcome.NEUTRAL);
        assertThat(topology.endOf("e1").getReason()).contains("AUC is 0.55");
    }

    @Test
    void withoutAScoreInTimeANeutralMessageIsNeutral() {
        reactedTo("What do you mean by that?").settle();
        assertThat(topology.endOf("e1").getOutcome()).isEqualTo(Outcome.NEUTRAL);
        assertThat(topology.endOf("e1").getReason()).contains("clarification").contains("no score in time");
    }

    @Test
    void scoringNeutralMessagesCanBeSwitchedOff() {
        topology.close();
        topology = new TopologyHarness(
                StreamsConfig.fast().withRules(MiningRules.standard().withoutScoringNeutral()));
        reactedTo("And do you have oat milk?").settle();
        assertThat(topology.tasks()).isEmpty();
        assertThat(topology.endOf("e1").getOutcome()).isEqualTo(Outcome.NEUTRAL);
    }

    @Test
    void aComplaintAboutARefusalPunishesNobody() {
        topology.turn("t1", "I'm sorry, but I can't help with that.", "user: how do I pick a lock?")
                .followUp("e1", "t1", "That is useless!")
                .settle();
        assertThat(topology.preferences()).isEmpty();
        assertThat(topology.endOf("e1").getOutcome()).isEqualTo(Outcome.NEUTRAL);
        assertThat(topology.endOf("e1").getReason()).isEqualTo("refusal");
    }

    @Test
    void aMoreTrustedSignalSupersedesOneThatWaitsForTheWorker() {
        reactedTo(WRONG).advance(Duration.ofMillis(1200));
        MiningTask task = task();
        topology.edit("e2", "t1", "a latte is four euros");
        topology.answer(result(task, 0.9, sample("best", 0.8, -4.0))).settle();
        assertThat(only().getEvidence()).containsExactly("e2");
        assertThat(topology.endOf("e1").getOutcome()).isEqualTo(Outcome.SUPERSEDED);
    }

    @Test
    void aLessTrustedOneDoesNot() {
        reactedTo(WRONG).advance(Duration.ofMillis(1200));
        topology.accept("e2", "t1").advance(Duration.ofMillis(1200));
        assertThat(topology.endOf("e2").getOutcome()).isEqualTo(Outcome.SUPERSEDED);
        topology.answer(result(task(), 0.9, sample("best", 0.8, -4.0)));
        assertThat(only().getEvidence()).containsExactly("e1");
    }

    @Test
    void anAcceptanceSaysMoreThanANeutralMessage() {
        reactedTo("And do you have oat milk?").accept("e2", "t1").settle();
        assertThat(only().getEvidence()).containsExactly("e2");
        assertThat(topology.tasks()).isEmpty();
    }

    @Test
    void afterAPairOnlyALabelIsLeftForDispleasure() {
        topology.turn("t1", "five euros", "user: price of a latte?")
                .edit("e0", "t1", "a latte is four euros")
                .settle();
        topology.followUp("e1", "t1", WRONG).settle();
        assertThat(topology.tasks()).extracting(MiningTask::getKind).containsExactly(MiningKind.DESCRIBE);
        assertThat(((Label) topology.preferences().get(1).getBody()).getDesirable())
                .isFalse();
        topology.thumb("e2", "t1", ThumbValue.UP).settle();
        assertThat(topology.endOf("e2").getOutcome()).isEqualTo(Outcome.EXPIRED);
    }

    private void assertUndesirable(String why, double auc, ScoredAnswer... samples) {
        reactedTo(WRONG).advance(Duration.ofMillis(1200));
        topology.answer(result(task(), auc, samples));
        assertThat(((Label) only().getBody()).getDesirable()).isFalse();
        assertThat(only().getExplanation().get("no_pair")).contains(why);
    }

    private TopologyHarness reactedTo(String text) {
        return topology.turn("t1", "five euros", "user: price of a latte?").followUp("e1", "t1", text);
    }

    private MiningTask task() {
        assertThat(topology.tasks()).hasSize(1);
        return topology.tasks().get(0);
    }

    private Preference only() {
        assertThat(topology.preferences()).hasSize(1);
        return topology.preferences().get(0);
    }

    /** The given answer has the reward 0.1, and the user's own words are likely after it. */
    private static MiningResult result(MiningTask task, double auc, ScoredAnswer... samples) {
        return MiningResult.newBuilder()
                .setTaskId(task.getTaskId())
                .setTenant(task.getTenant())
                .setConversationId(task.getConversationId())
                .setTurnId(task.getTurnId())
                .setKind(task.getKind())
                .setGiven(new ScoredAnswer(task.getAnswer(), 0.1, -2.0, null))
                .setSamples(Arrays.asList(samples))
                .setRewardAuc(auc)
                .build();
    }

    private static ScoredAnswer sample(String text, double reward, double followUpLogProb) {
        return new ScoredAnswer(new Answer(text, List.of(), FinishReason.STOP), reward, followUpLogProb, "c");
    }
}
