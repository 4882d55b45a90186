package dev.backchannel.streams.mining;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Levenshtein distance over words and punctuation, as the cost of an edit in PRELUDE (arXiv 2404.15269), divided by the
 * longer text's number of tokens.
 */
public final class TokenEditDistance {
    private TokenEditDistance() {}

    /** @return 0 for the same tokens, 1 for nothing in common */
    public static double normalised(String a, String b) {
        Map<String, Integer> numbers = new HashMap<>();
        int[] x = numbered(tokens(a), numbers);
        int[] y = numbered(tokens(b), numbers);
        int longer = Math.max(x.length, y.length);
        return longer == 0 ? 0 : distance(x, y) / (double) longer;
    }

    /** How many tokens must be put in, taken out or exchanged to make one of the other. */
    public static int count(String a, String b) {
        Map<String, Integer> numbers = new HashMap<>();
        return distance(numbered(tokens(a), numbers), numbered(tokens(b), numbers));
    }

    public static List<String> tokens(String text) {
        return Tokens.of(text);
    }

    private static int[] numbered(List<String> tokens, Map<String, Integer> numbers) {
        int[] numbered = new int[tokens.size()];
        for (int i = 0; i < numbered.length; i++) {
            Integer next = numbers.size();
            Integer known = numbers.putIfAbsent(tokens.get(i), next);
            numbered[i] = known == null ? next : known;
        }
        return numbered;
    }

    /** What both begin and end with costs nothing, so only the middle is compared. */
    private static int distance(int[] x, int[] y) {
        int shorter = Math.min(x.length, y.length);
        int head = 0;
        while (head < shorter && x[head] == y[head]) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head && x[x.length - 1 - tail] == y[y.length - 1 - tail]) {
            tail++;
        }
        return levenshtein(Arrays.copyOfRange(x, head, x.length - tail), Arrays.copyOfRange(y, head, y.length - tail));
    }

    private static int levenshtein(int[] x, int[] y) {
        int[] row = new int[y.length + 1];
        Arrays.setAll(row, j -> j);
        for (int i = 1; i <= x.length; i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= y.length; j++) {
                int substitution = diagonal + (x[i - 1] == y[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitution, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[y.length];
    }
}
