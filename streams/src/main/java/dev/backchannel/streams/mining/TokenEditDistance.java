package dev.backchannel.streams.mining;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Levenshtein distance over words and punctuation, as the cost of an edit in PRELUDE (arXiv 2404.15269), divided by the
 * longer text's number of tokens.
 */
public final class TokenEditDistance {
    private static final Pattern TOKEN = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+|[^\\s\\p{L}\\p{M}\\p{N}]");

    private TokenEditDistance() {}

    /** @return 0 for the same tokens, 1 for nothing in common */
    public static double normalised(String a, String b) {
        List<String> x = tokens(a);
        List<String> y = tokens(b);
        int longer = Math.max(x.size(), y.size());
        return longer == 0 ? 0 : distance(x, y) / (double) longer;
    }

    public static List<String> tokens(String text) {
        return TOKEN.matcher(text).results().map(MatchResult::group).toList();
    }

    private static int distance(List<String> x, List<String> y) {
        int[] row = new int[y.size() + 1];
        for (int j = 0; j <= y.size(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= x.size(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= y.size(); j++) {
                int substitution = diagonal + (x.get(i - 1).equals(y.get(j - 1)) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitution, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[y.size()];
    }
}
