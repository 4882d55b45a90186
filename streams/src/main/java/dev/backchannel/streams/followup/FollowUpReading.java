package dev.backchannel.streams.followup;

import dev.backchannel.avro.FollowUpJudgement;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A follow-up as it was understood.
 *
 * @param cue the words that decided
 * @param confidence 0 to 1
 * @param judge who says so: {@link #RULES}, with the reason where a model should have, or a model
 */
public record FollowUpReading(FollowUpClass followUpClass, String cue, double confidence, String judge) {
    public static final String RULES = "rules";

    FollowUpReading(FollowUpClass followUpClass, String cue, double confidence) {
        this(followUpClass, cue, confidence, RULES);
    }

    static FollowUpReading neutral() {
        return new FollowUpReading(FollowUpClass.NEUTRAL, "", 0.5);
    }

    /** What a model made of it; this reading, if it could not. */
    public FollowUpReading judgedBy(FollowUpJudgement judgement) {
        Optional<FollowUpClass> judged = Arrays.stream(FollowUpClass.values())
                .filter(c -> c.wire().equals(judgement.getFollowUpClass()))
                .findFirst();
        String problem =
                judgement.getError() == null ? "no class '" + judgement.getFollowUpClass() + "'" : judgement.getError();
        return judged.map(c ->
                        new FollowUpReading(c, judgement.getCue(), judgement.getConfidence(), judgement.getJudge()))
                .orElseGet(() -> new FollowUpReading(
                        followUpClass, cue, confidence, RULES + "; " + judgement.getJudge() + ": " + problem));
    }

    /** For the explanation of a preference. */
    public Map<String, String> explanation() {
        return Map.of(
                "class",
                followUpClass.wire(),
                "cue",
                cue,
                "confidence",
                String.format(Locale.ROOT, "%.2f", confidence),
                "judge",
                judge);
    }

    /** For the reason of a disposition. */
    public String describe() {
        String name = followUpClass.wire();
        String what = cue.isEmpty() ? name : name + " ('" + cue + "')";
        return judge.equals(RULES) ? what : what + " by " + judge;
    }
}
