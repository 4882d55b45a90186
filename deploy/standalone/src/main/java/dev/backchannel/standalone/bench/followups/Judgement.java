package dev.backchannel.standalone.bench.followups;

/**
 * What a judge made of a follow-up.
 *
 * @param kind finer than the claim, such as {@code rephrase}; the claim's own name where there is nothing finer
 * @param reason for people who look at errors
 */
record Judgement(Claim claim, String kind, String reason) {}
