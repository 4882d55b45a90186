package dev.backchannel.policy.pretrain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Learns a byte-level BPE vocabulary (Sennrich et al. 2016, on bytes as in GPT-2): the most frequent neighbouring pair
 * becomes a token, again and again. Deterministic: of equally frequent pairs the alphabetically first one is merged.
 */
final class BpeTrainer {
    /** GPT-2's words, as Hugging Face's ByteLevel pre-tokenizer cuts them. */
    private static final Pattern WORD = Pattern.compile(
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
            Pattern.UNICODE_CHARACTER_CLASS);

    private final Map<String, Integer> wordCounts = new TreeMap<>();

    void count(Stream<String> texts) {
        texts.forEach(text -> {
            Matcher word = WORD.matcher(text);
            while (word.find()) {
                wordCounts.merge(ByteAlphabet.encode(word.group()), 1, Integer::sum);
            }
        });
    }

    /** Merges until there are {@code size} tokens besides the special ones, or no pair occurs twice. */
    BpeVocabulary train(int size) {
        Set<String> tokens = new LinkedHashSet<>();
        for (int b = 0; b < 256; b++) {
            tokens.add(String.valueOf(ByteAlphabet.symbol(b)));
        }
        List<Word> words = new ArrayList<>();
        wordCounts.forEach((text, count) -> words.add(new Word(split(text), count)));
        Map<String, Integer> pairs = new HashMap<>();
        words.forEach(word -> word.countPairs(pairs, 1));
        List<String[]> merges = new ArrayList<>();
        while (tokens.size() < size) {
            String[] best = mostFrequent(pairs);
            if (best == null) {
                break;
            }
            for (Word word : words) {
                if (word.has(best[0], best[1])) {
                    word.countPairs(pairs, -1);
                    word.merge(best[0], best[1]);
                    word.countPairs(pairs, 1);
                }
            }
            merges.add(best);
            tokens.add(best[0] + best[1]);
        }
        return new BpeVocabulary(List.copyOf(tokens), List.copyOf(merges));
    }

    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            parts.add(text.substring(i, i + 1));
        }
        return parts;
    }

    private static String @Nullable [] mostFrequent(Map<String, Integer> counts) {
        String best = null;
        int most = 1;
        for (Map.Entry<String, Integer> pair : counts.entrySet()) {
            boolean first = best == null || pair.getKey().compareTo(best) < 0;
            if (pair.getValue() > most || (pair.getValue() == most && most > 1 && first)) {
                best = pair.getKey();
                most = pair.getValue();
            }
        }
        return best == null ? null : best.split(" ", 2);
    }

    private record Word(List<String> parts, int count) {
        boolean has(String left, String right) {
            for (int i = 0; i + 1 < parts.size(); i++) {
                if (parts.get(i).equals(left) && parts.get(i + 1).equals(right)) {
                    return true;
                }
            }
            return false;
        }

        void countPairs(Map<String, Integer> counts, int sign) {
            for (int i = 0; i + 1 < parts.size(); i++) {
                counts.merge(parts.get(i) + ' ' + parts.get(i + 1), sign * count, Integer::sum);
            }
        }

        void merge(String left, String right) {
            for (int i = 0; i + 1 < parts.size(); i++) {
                if (parts.get(i).equals(left) && parts.get(i + 1).equals(right)) {
                    parts.set(i, left + right);
                    parts.remove(i + 1);
                }
            }
        }
    }
}
