package dev.backchannel.access;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a key opens. */
public enum Scope {
    /** Post events. */
    INGEST,
    /** Chat, score, embed, list models. */
    CHAT,
    /** See and change users' profiles. */
    PROFILE,
    /** Metrics, the page, audit, lineage, status; mark requests as internal. */
    OPERATE;

    /** As files and commands write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Scope> of(String word) {
        return Arrays.stream(values())
                .filter(scope -> scope.word().equals(word))
                .findFirst();
    }

    /** @throws IllegalArgumentException naming the word that is none, or when there is none at all */
    public static Set<Scope> parse(String commaSeparated) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String word : commaSeparated.split(",", -1)) {
            scopes.add(of(word.strip())
                    .orElseThrow(() ->
                            new IllegalArgumentException("'" + word + "' is no scope; the scopes are " + words())));
        }
        return scopes;
    }

    public static String words(Set<Scope> scopes) {
        return scopes.stream().sorted().map(Scope::word).collect(Collectors.joining(","));
    }

    private static String words() {
        return Arrays.stream(values()).map(Scope::word).collect(Collectors.joining(", "));
    }
}
