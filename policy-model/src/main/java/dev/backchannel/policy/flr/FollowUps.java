package dev.backchannel.policy.flr;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
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
        categories = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(categories));
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
