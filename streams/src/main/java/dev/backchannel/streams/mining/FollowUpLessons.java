package dev.backchannel.streams.mining;

import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.MiningResult;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.ScoredAnswer;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.Arrived;
import dev.backchannel.streams.config.MiningRules;
import dev.backchannel.streams.followup.FollowUpReading;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a follow-up teaches, with the mining worker's answer or without one. */
final class FollowUpLessons {
    private FollowUpLessons() {}

    static Verdict label(
            TurnState turn, PendingSignal signal, FollowUpReading reading, boolean desirable, MiningRules rules) {
        return label(turn, signal, desirable, rules.followUpWeight() * reading.confidence(), reading.explanation());
    }

    /**
     * After displeasure: best fresh sample ≻ given answer where the reward is good enough to tell and both margins hold,
     * else an undesirable label.
     *
     * @param result null when none came in time
     */
    static Verdict afterSamples(
            TurnState turn,
            PendingSignal signal,
            FollowUpReading reading,
            @Nullable MiningResult result,
            MiningRules rules) {
        Map<String, String> why = new TreeMap<>(reading.explanation());
        Optional<ScoredAnswer> best = betterSample(turn, result, rules, why);
        if (best.isEmpty() || turn.getTaughtPair()) {
            return label(turn, signal, false, rules.followUpWeight() * reading.confidence(), why);
        }
        return new Verdict.Teach(Lesson.of(Preferences.pair(
                turn,
                List.of(signal),
                best.get().getAnswer(),
                Preferences.given(Arrived.turn(turn)),
                rules.sampledPairWeight() * reading.confidence(),
                why)));
    }

    /**
     * After a message that says nothing by itself: a label of low weight where the answer's reward stands out.
     *
     * @param result null when none came in time
     */
    static Verdict afterScore(
            TurnState turn,
            PendingSignal signal,
            FollowUpReading reading,
            @Nullable MiningResult result,
            MiningRules rules) {
        Optional<Verdict.End> nothing = withoutScore(reading, result, rules);
        Double z = result == null ? null : result.getZ();
        if (nothing.isPresent() || z == null) {
            return nothing.orElseThrow();
        }
        Map<String, String> why = new TreeMap<>(reading.explanation());
        why.put("z", figure(z));
        return label(turn, signal, z > 0, rules.scoreWeight(), why);
    }

    /**
     * Why the message says nothing of the answer; empty: its score does.
     *
     * @param result null when none came in time
     */
    static Optional<Verdict.End> withoutScore(
            FollowUpReading reading, @Nullable MiningResult result, MiningRules rules) {
        if (result == null || result.getError() != null || result.getZ() == null) {
            String problem = result == null
                    ? "no score in time"
                    : result.getError() != null ? result.getError() : "too few scores to compare with";
            return neutral(reading, problem);
        }
        if (!isTrusted(result, rules)) {
            return neutral(reading, distrust(result, rules));
        }
        double z = result.getZ();
        return Math.abs(z) <= rules.scoreThreshold() ? neutral(reading, "z " + figure(z)) : Optional.empty();
    }

    private static Optional<Verdict.End> neutral(FollowUpReading reading, String why) {
        return Optional.of(new Verdict.End(Outcome.NEUTRAL, reading.describe() + "; " + why));
    }

    private static Optional<ScoredAnswer> betterSample(
            TurnState turn, @Nullable MiningResult result, MiningRules rules, Map<String, String> why) {
        if (result == null || result.getError() != null || result.getGiven() == null) {
            why.put("no_pair", noScores(result));
            return Optional.empty();
        }
        ScoredAnswer given = result.getGiven();
        why.put("reward_given", figure(given.getReward()));
        if (!isTrusted(result, rules)) {
            why.put("no_pair", distrust(result, rules));
            return Optional.empty();
        }
        Optional<ScoredAnswer> best = result.getSamples().stream()
                .filter(s -> isUsable(s, turn))
                .max(Comparator.comparingDouble(ScoredAnswer::getReward));
        if (best.isEmpty()) {
            why.put("no_pair", "no usable sample");
            return Optional.empty();
        }
        why.put("reward_chosen", figure(best.get().getReward()));
        double margin = best.get().getReward() - given.getReward();
        if (margin < rules.rewardMargin()) {
            why.put("no_pair", "margin " + figure(margin));
            return Optional.empty();
        }
        double ownWords = ownWords(given) - ownWords(best.get());
        why.put("own_words", figure(ownWords));
        if (!(ownWords >= rules.ownWordsMargin())) { // NaN: the worker did not score them
            why.put("no_pair", "the user's own words speak against it");
            return Optional.empty();
        }
        return best;
    }

    private static String noScores(@Nullable MiningResult result) {
        return result == null
                ? "no samples in time"
                : Objects.requireNonNullElse(result.getError(), "the given answer was not scored");
    }

    /** A reward that cannot tell good answers from bad ones on held-out data teaches nothing. */
    private static boolean isTrusted(MiningResult result, MiningRules rules) {
        return result.getRewardAuc() != null && result.getRewardAuc() >= rules.leastAuc();
    }

    private static String distrust(MiningResult result, MiningRules rules) {
        return "the reward's AUC is " + result.getRewardAuc() + ", needed is " + rules.leastAuc();
    }

    private static boolean isUsable(ScoredAnswer sample, TurnState turn) {
        String text = sample.getAnswer().getText();
        return !text.isBlank()
                && !text.strip().equals(Arrived.turn(turn).getResponse().strip())
                && sample.getAnswer().getFinishReason() == FinishReason.STOP;
    }

    private static double ownWords(ScoredAnswer answer) {
        return answer.getFollowUpLogProb() == null ? Double.NaN : answer.getFollowUpLogProb();
    }

    private static Verdict label(
            TurnState turn, PendingSignal signal, boolean desirable, double weight, Map<String, String> why) {
        return turn.getTaughtLabel()
                ? Verdict.alreadyTaught()
                : new Verdict.Teach(Lesson.of(Preferences.label(turn, signal, desirable, weight, why)));
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
