package dev.backchannel.standalone.bench.followups;

import dev.backchannel.standalone.bench.recorded.RatedAnswer;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The follow-up likelihood reward without the follow-up: z = (r − μ)/σ over all answers of the source, as the mining worker
 * takes it over recent ones; |z| above the threshold claims something.
 */
final class RewardJudge implements Judge {
    private final ToDoubleFunction<RatedAnswer> reward;
    private final double threshold;

    RewardJudge(ToDoubleFunction<RatedAnswer> reward, double threshold) {
        this.reward = reward;
        this.threshold = threshold;
    }

    @Override
    public List<Judgement> judge(List<Exchange> exchanges) {
        double[] rewards = exchanges.stream()
                .mapToDouble(exchange -> reward.applyAsDouble(exchange.answer()))
                .toArray();
        double mean = java.util.Arrays.stream(rewards).average().orElse(0);
        double deviation = Math.sqrt(java.util.Arrays.stream(rewards)
                        .map(r -> (r - mean) * (r - mean))
                        .sum()
                / Math.max(1, rewards.length - 1));
        return java.util.Arrays.stream(rewards)
                .mapToObj(r -> judge(deviation > 0 ? (r - mean) / deviation : 0))
                .toList();
    }

    private Judgement judge(double z) {
        Claim claim = z > threshold ? Claim.GOOD : z < -threshold ? Claim.BAD : Claim.NOTHING;
        String kind = claim == Claim.GOOD ? "positive" : claim == Claim.BAD ? "negative" : "neutral";
        return new Judgement(claim, kind, String.format(Locale.ROOT, "z %.2f", z));
    }
}
