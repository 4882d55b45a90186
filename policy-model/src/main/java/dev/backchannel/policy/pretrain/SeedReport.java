package dev.backchannel.policy.pretrain;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/**
 * What was measured on a seed policy; shares are from 0 to 1. Written to {@code backchannel.json}.
 *
 * @param temperature of the sampled answers, the policy's default
 * @param topP of the sampled answers, the policy's default
 * @param perplexity per token of right answers to requests in held-out phrasings, style mixture included
 * @param perplexityStyled the same where the system message names the whole style of the answer
 * @param onTopic share of answers that end by themselves and are on topic, known phrasings
 * @param onTopicHeldOut the same for phrasings that no training dialogue has
 * @param onTopicHot the same as {@code onTopic} at temperature 1 and top-p 1
 * @param obedience by dimension, share of answers that show the value that the system message names
 * @param mixture by style value, share of answers that show it where no style is named
 * @param flrAuc probability that a fitting answer's follow-up likelihood reward is above a missing one's
 * @param flrAucTopic the same where the missing answer is to another request
 * @param flrAucStyle the same where the missing answer lacks one of the named wishes
 */
public record SeedReport(
        double temperature,
        @JsonProperty("top_p") double topP,
        double perplexity,
        @JsonProperty("perplexity_styled") double perplexityStyled,
        @JsonProperty("on_topic") double onTopic,
        @JsonProperty("on_topic_held_out") double onTopicHeldOut,
        @JsonProperty("on_topic_hot") double onTopicHot,
        Map<String, Double> obedience,
        Map<String, Double> mixture,
        @JsonProperty("flr_auc") double flrAuc,
        @JsonProperty("flr_auc_topic") double flrAucTopic,
        @JsonProperty("flr_auc_style") double flrAucStyle) {}
