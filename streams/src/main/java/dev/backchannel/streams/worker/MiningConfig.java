package dev.backchannel.streams.worker;

import java.net.URI;
import java.time.Duration;

/**
 * What a deployment may choose about the mining worker.
 *
 * @param policyUrl where the policy server listens
 * @param concurrency tasks worked on at the same time
 * @param followUpsPerCategory canned follow-ups of each kind and category, 1 to 10; fewer are quicker and noisier
 * @param temperature of fresh samples
 * @param topP of fresh samples
 * @param maxTokens of a fresh sample; one that is cut off never becomes a preference
 * @param requestTimeout of one HTTP request, at most what is left until the task's deadline
 * @param firstBackoff pause before a request is sent again; doubles up to a second
 * @param leastAuc held-out AUC that the reward must have for the server's base; with less nothing is scored
 * @param rewardWindow rewards of so many recent answers make the mean and deviation of z
 * @param leastRewards fewer make no z
 * @param reward by what the reward is taken
 * @param describe who says in words what an edit means
 * @param judge who says what a follow-up means
 */
public record MiningConfig(
        URI policyUrl,
        int concurrency,
        int followUpsPerCategory,
        double temperature,
        double topP,
        int maxTokens,
        Duration requestTimeout,
        Duration firstBackoff,
        double leastAuc,
        int rewardWindow,
        int leastRewards,
        RewardConfig reward,
        DescribeConfig describe,
        JudgeConfig judge) {

    public MiningConfig {
        requireBetween("concurrency", concurrency, 1, 1024);
        requireBetween("followUpsPerCategory", followUpsPerCategory, 1, 10);
        requireBetween("maxTokens", maxTokens, 1, 1 << 20);
        requireBetween("rewardWindow", rewardWindow, 2, 1 << 20);
        requireBetween("leastRewards", leastRewards, 2, rewardWindow);
        if (!(temperature >= 0 && temperature <= 2)) {
            throw new IllegalArgumentException("temperature must be 0 to 2, not " + temperature);
        }
        if (!(leastAuc >= 0 && leastAuc <= 1)) {
            throw new IllegalArgumentException("leastAuc must be 0 to 1, not " + leastAuc);
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("topP must be above 0 and at most 1, not " + topP);
        }
        if (policyUrl.getScheme() == null || !policyUrl.getScheme().startsWith("http")) {
            throw new IllegalArgumentException("policyUrl must be an http or https URL, not '" + policyUrl + "'");
        }
    }

    public static MiningConfig defaults(URI policyUrl) {
        return new MiningConfig(
                policyUrl,
                4,
                10,
                0.9,
                0.95,
                256,
                Duration.ofSeconds(10),
                Duration.ofMillis(50),
                0.7,
                256,
                16,
                RewardConfig.usual(),
                DescribeConfig.byRules(),
                JudgeConfig.none());
    }

    public MiningConfig withFollowUpsPerCategory(int count) {
        return new MiningConfig(
                policyUrl,
                concurrency,
                count,
                temperature,
                topP,
                maxTokens,
                requestTimeout,
                firstBackoff,
                leastAuc,
                rewardWindow,
                leastRewards,
                reward,
                describe,
                judge);
    }

    MiningConfig withRequestTimeout(Duration longest) {
        return new MiningConfig(
                policyUrl,
                concurrency,
                followUpsPerCategory,
                temperature,
                topP,
                maxTokens,
                longest,
                firstBackoff,
                leastAuc,
                rewardWindow,
                leastRewards,
                reward,
                describe,
                judge);
    }

    public MiningConfig withReward(RewardConfig other) {
        return new MiningConfig(
                policyUrl,
                concurrency,
                followUpsPerCategory,
                temperature,
                topP,
                maxTokens,
                requestTimeout,
                firstBackoff,
                leastAuc,
                rewardWindow,
                leastRewards,
                other,
                describe,
                judge);
    }

    public MiningConfig withDescribe(DescribeConfig other) {
        return new MiningConfig(
                policyUrl,
                concurrency,
                followUpsPerCategory,
                temperature,
                topP,
                maxTokens,
                requestTimeout,
                firstBackoff,
                leastAuc,
                rewardWindow,
                leastRewards,
                reward,
                other,
                judge);
    }

    public MiningConfig withJudge(JudgeConfig other) {
        return new MiningConfig(
                policyUrl,
                concurrency,
                followUpsPerCategory,
                temperature,
                topP,
                maxTokens,
                requestTimeout,
                firstBackoff,
                leastAuc,
                rewardWindow,
                leastRewards,
                reward,
                describe,
                other);
    }

    private static void requireBetween(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most + ", not " + value);
        }
    }
}
