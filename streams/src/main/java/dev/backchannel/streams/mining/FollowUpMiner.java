package dev.backchannel.streams.mining;

import dev.backchannel.avro.FollowUp;
import dev.backchannel.avro.MiningKind;
import dev.backchannel.avro.MiningResult;
import dev.backchannel.avro.MiningTask;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.Turn;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.Arrived;
import dev.backchannel.streams.config.MiningRules;
import dev.backchannel.streams.config.Windows;
import dev.backchannel.streams.followup.FollowUpClass;
import dev.backchannel.streams.followup.FollowUpClassifier;
import dev.backchannel.streams.followup.FollowUpReading;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the user said next, read by rules: thanks are a label at once; displeasure asks for better answers to set against the
 * one that was given; a plain next question or a clarification says something only through the reward of the answer.
 */
final class FollowUpMiner implements SignalMiner {
    private final FollowUpClassifier classifier;
    private final MiningRules rules;
    private final Windows windows;
    private final OpenReadings readings = new OpenReadings();

    FollowUpMiner(FollowUpClassifier classifier, MiningRules rules, Windows windows) {
        this.classifier = classifier;
        this.rules = rules;
        this.windows = windows;
    }

    @Override
    public Verdict mine(TurnState turn, PendingSignal signal, TurnView others, Instant now) {
        String text = ((FollowUp) signal.getPayload()).getText();
        if (text.isBlank()) {
            return new Verdict.End(Outcome.UNUSABLE, "the follow-up is empty");
        }
        FollowUpReading reading = read(turn, text);
        if (turn.getTaughtLabel()
                && (turn.getTaughtPair() || !reading.followUpClass().isNegative())) {
            return Verdict.alreadyTaught();
        }
        if (reading.followUpClass() == FollowUpClass.POSITIVE) {
            return FollowUpLessons.label(turn, signal, reading, true, rules);
        }
        if (reading.followUpClass().isNegative()) {
            if (isComplaintOfRefusal(turn, reading)) {
                return new Verdict.End(Outcome.NEUTRAL, "refusal");
            }
            return turn.getTaughtPair() || rules.samples() == 0
                    ? FollowUpLessons.label(turn, signal, reading, false, rules)
                    : ask(turn, signal, reading, MiningKind.SAMPLE, rules.samples(), now);
        }
        return rules.scoreNeutral()
                ? ask(turn, signal, reading, MiningKind.SCORE, 0, now)
                : new Verdict.End(Outcome.NEUTRAL, reading.describe());
    }

    private Verdict ask(
            TurnState turn, PendingSignal signal, FollowUpReading reading, MiningKind kind, int samples, Instant now) {
        String text = ((FollowUp) signal.getPayload()).getText();
        MiningTask task = MiningTasks.task(turn, signal, text, kind, samples, now.plus(windows.task()));
        readings.asked(task.getTaskId(), reading);
        return new Verdict.Ask(task);
    }

    /**
     * What {@link #resolve} would say, where that is known without the text of the turn.
     *
     * @param result null when none came in time
     */
    Optional<Verdict.End> resolveUnread(String taskId, @Nullable MiningResult result) {
        if (result != null && result.getJudgement() != null) {
            return Optional.empty();
        }
        Optional<Verdict.End> end = readings.of(taskId)
                .filter(r -> r.followUpClass() != FollowUpClass.POSITIVE
                        && !r.followUpClass().isNegative())
                .flatMap(r -> FollowUpLessons.withoutScore(r, result, rules));
        end.ifPresent(said -> readings.taken(taskId));
        return end;
    }

    /** @param result null when none came in time; where a model judged the follow-up, its word counts */
    Verdict resolve(TurnState turn, PendingSignal signal, @Nullable MiningResult result) {
        FollowUpReading byRules = readings.taken(MiningTasks.id(turn, signal))
                .orElseGet(() -> read(turn, ((FollowUp) signal.getPayload()).getText()));
        FollowUpReading reading =
                result == null || result.getJudgement() == null ? byRules : byRules.judgedBy(result.getJudgement());
        if (reading.followUpClass() == FollowUpClass.POSITIVE) {
            return FollowUpLessons.label(turn, signal, reading, true, rules);
        }
        if (isComplaintOfRefusal(turn, reading)) {
            return new Verdict.End(Outcome.NEUTRAL, "refusal");
        }
        return reading.followUpClass().isNegative()
                ? FollowUpLessons.afterSamples(turn, signal, reading, result, rules)
                : FollowUpLessons.afterScore(turn, signal, reading, result, rules);
    }

    /** As the rules read it; a complaint about a refusal speaks against nothing. */
    boolean isDispleased(Turn turn, String text) {
        FollowUpReading reading = read(turn, text);
        return reading.followUpClass().isNegative() && !isComplaintOfRefusal(turn, reading);
    }

    private boolean isComplaintOfRefusal(TurnState turn, FollowUpReading reading) {
        return isComplaintOfRefusal(Arrived.turn(turn), reading);
    }

    private boolean isComplaintOfRefusal(Turn turn, FollowUpReading reading) {
        return reading.followUpClass() == FollowUpClass.COMPLAINT && classifier.isRefusal(turn.getResponse());
    }

    private FollowUpReading read(TurnState turn, String text) {
        return read(Arrived.turn(turn), text);
    }

    private FollowUpReading read(Turn turn, String text) {
        return classifier.read(text, Prompts.lastUserMessage(turn), turn.getResponse());
    }
}
