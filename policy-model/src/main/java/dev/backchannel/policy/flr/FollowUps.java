package dev.backchannel.policy.flr;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The canned follow-ups of the follow-up likelihood reward (FLR, arXiv 2409.13948): per category, things a user says after
 * an answer that is good, or bad, in this respect. Negative-only follow-ups have no positive ones in any category.
 */
public record FollowUps(Map<String, Category> categories) {
    /** What a user says next after a good ({@code positive}) and after a bad ({@code negative}) answer. */
    public record Category(List<String> positive, List<String> negative) {
        public Category {
            positive = positive == null ? List.of() : List.copyOf(positive);
            negative = negative == null ? List.of() : List.copyOf(negative);
        }

        private Category atMost(int count) {
            return new Category(
                    positive.subList(0, Math.min(count, positive.size())),
                    negative.subList(0, Math.min(count, negative.size())));
        }
    }

    private static final FollowUps STANDARD = read("follow-ups.json");

    public FollowUps {
        if (categories.isEmpty()) {
            throw new IllegalArgumentException("follow-ups need at least one category");
        }
        boolean negativeOnly = categories.values().stream()
                .allMatch(category -> category.positive().isEmpty());
        categories.forEach((name, category) -> {
            if (category.negative().isEmpty()
                    || (!negativeOnly && category.positive().isEmpty())) {
                throw new IllegalArgumentException("category '" + name + "' needs positive and negative follow-ups"
                        + " (or no category has positive ones)");
            }
            if (Stream.concat(category.positive().stream(), category.negative().stream())
                    .anyMatch(String::isBlank)) {
                throw new IllegalArgumentException("category '" + name + "' has an empty follow-up");
            }
        });
        categories = Collections.unmodifiableMap(new LinkedHashMap<>(categories));
    }

    /** The project's own follow-ups: six categories with ten positive and ten negative ones each. */
    public static FollowUps standard() {
        return STANDARD;
    }

    /**
     * Somebody's own, in the form of the project's: a JSON object whose names are categories and whose values are objects
     * with the arrays {@code positive} and {@code negative}. Any language, any number.
     *
     * @throws IllegalArgumentException naming the file and what is wrong with it
     */
    public static FollowUps load(Path file) {
        try (InputStream stream = Files.newInputStream(file)) {
            return parse(stream);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("the follow-ups in " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** The reward looks only for displeasure: minus the mean of l over the negative follow-ups. */
    public FollowUps negativeOnly() {
        return mapped(category -> new Category(List.of(), category.negative()));
    }

    /** @throws IllegalArgumentException if there is no such category */
    public FollowUps only(String category) {
        Category one = categories.get(category);
        if (one == null) {
            throw new IllegalArgumentException(
                    "there is no category '" + category + "' of follow-ups, only " + categories.keySet());
        }
        return new FollowUps(Map.of(category, one));
    }

    /** The first ones of each kind and category: quicker and noisier. */
    public FollowUps atMost(int count) {
        return mapped(category -> category.atMost(count));
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
            if (!category.positive().isEmpty()) {
                sum += mean(meanLogProbs, next, category.positive().size());
            }
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

    private FollowUps mapped(UnaryOperator<Category> change) {
        Map<String, Category> changed = new LinkedHashMap<>();
        categories.forEach((name, category) -> changed.put(name, change.apply(category)));
        return new FollowUps(changed);
    }

    private static FollowUps read(String resource) {
        try (InputStream stream = FollowUps.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("the resource " + resource + " is missing beside " + FollowUps.class);
            }
            return parse(stream);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the follow-ups of " + resource, e);
        }
    }

    private static FollowUps parse(InputStream stream) throws IOException {
        return new FollowUps(
                new ObjectMapper().readValue(stream, new TypeReference<LinkedHashMap<String, Category>>() {}));
    }
}
