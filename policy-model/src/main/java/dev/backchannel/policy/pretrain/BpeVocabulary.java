package dev.backchannel.policy.pretrain;

import java.util.List;

/**
 * What a byte-level BPE tokenizer knows.
 *
 * @param tokens the 256 bytes and the merged tokens, in the order of their ids
 * @param merges the pairs to merge, in the order of their rank
 */
record BpeVocabulary(List<String> tokens, List<String[]> merges) {}
