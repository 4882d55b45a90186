package dev.backchannel.standalone.bench.streams;

import java.util.SplittableRandom;

/** Text that compresses like prose: words of a made-up vocabulary, frequent ones more often (Zipf), cut out anywhere. */
final class TextPool {
    private static final int LENGTH = 4 << 20;
    private static final int WORDS = 5_000;
    private static final String[] SYLLABLES = {
        "ba", "ce", "di", "fo", "gu", "la", "me", "ni", "or", "pu", "ra", "se", "ti", "un", "ver", "wil", "ex", "yo",
        "an", "th", "ing", "ed", "al", "st"
    };

    private final String text;

    TextPool(SplittableRandom random) {
        String[] words = new String[WORDS];
        for (int i = 0; i < WORDS; i++) {
            StringBuilder word = new StringBuilder();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                word.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
            }
            words[i] = word.toString();
        }
        StringBuilder pool = new StringBuilder(LENGTH + 32);
        while (pool.length() < LENGTH) {
            int rank = (int) Math.pow(WORDS, random.nextDouble()) - 1; // Zipf: density 1 / rank
            pool.append(words[rank]).append(random.nextInt(12) == 0 ? ". " : " ");
        }
        text = pool.toString();
    }

    /** @param characters 1 to some 100,000 */
    String cut(SplittableRandom random, int characters) {
        int from = random.nextInt(text.length() - characters);
        return text.substring(from, from + characters);
    }
}
