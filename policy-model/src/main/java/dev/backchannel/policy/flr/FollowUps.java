package dev.backchannel.policy.flr;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The canned follow-ups of the follow-up likelihood reward (FLR, arXiv 2409.13948): per category, things a user says after
 * an answer that is good, or bad, in this respect.
 */
public record FollowUps(Map<String, Category> categories) {
    /** What a user says next after a good ({@code positive}) and after a bad ({@code negative}) answer. */
    public record Category(List<String> positive, List<String> negative) {
        public Category {
            positive = List.copyOf(positive);
            negative = List.copyOf(negative);
        }
    }

    private static final FollowUps STANDARD = read("follow-ups.json");

    public FollowUps {
        if (categories.isEmpty()) {
            throw new IllegalArgumentException("follow-ups need at least one category");
        }
        categories.forEach((name, category) -> {
            if (category.positive().isEmpty() || category.negative().isEmpty()) {
                throw new IllegalArgumentException("category '" + name + "' needs positive and negative follow-ups");
            }
        });
        categories = Collections.unmodifiableMap(new LinkedHashMap<>(categories));
    }

    /** The project's own follow-ups: six categories with ten positive and ten negative ones each. */
    public static FollowUps standard() {
        return STANDARD;
    }

    public List<String> positive() {
        return all(true);
    }

    public List<String> negative() {
        return all(false);
    }

    /** All follow-ups, category by category, the positive ones of each before its negative ones. */
    public List<String> texts() {
        List<String> texts = new ArrayList<>();
        categories.values().forEach(category -> {
            texts.addAll(category.positive());
            texts.addAll(category.negative());
        });
        return List.copyOf(texts);
    }

    /**
     * The reward r(x, y) = mean over the categories of (mean of l over the positive follow-ups − mean of l over the
     * negative ones), where l is a follow-up's mean log-probability per token as the next user message. (The released
     * code of the paper averages logits at one position; this is the likelihood that its title speaks of.)
     *
     * @param meanLogProbs l of each follow-up, in the order of {@link #texts()}
     */
    public double reward(double[] meanLogProbs) {
        if (meanLogProbs.length != texts().size()) {
            throw new IllegalArgumentException(
                    "there are " + texts().size() + " follow-ups, but " + meanLogProbs.length + " likelihoods");
        }
        double sum = 0;
        int next = 0;
        for (Category category : categories.values()) {
            sum += mean(meanLogProbs, next, category.positive().size());
            next += category.positive().size();
            sum -= mean(meanLogProbs, next, category.negative().size());
            next += category.negative().size();
        }
        return sum / categories.size();
    }

    private static double mean(double[] values, int from, int count) {
        return Arrays.stream(values, from, from + count).average().orElseThrow();
    }

    private List<String> all(boolean positive) {
        List<String> texts = new ArrayList<>();
        categories.values().forEach(category -> texts.addAll(positive ? category.positive() : category.negative()));
        return List.copyOf(texts);
    }

    private static FollowUps read(String resource) {
        try (InputStream stream = FollowUps.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("the resource " + resource + " is missing beside " + FollowUps.class);
            }
            return new FollowUps(
                    new ObjectMapper().readValue(stream, new TypeReference<LinkedHashMap<String, Category>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the follow-ups of " + resource, e);
        }
    }
}
