package dev.backchannel.server.profiles;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a profile, as its user sees it.
 *
 * @param sentence all its wishes as one text
 * @param sentences each of them
 * @param dimension of the style vocabulary, if it is a single wish that the vocabulary knows; else null
 * @param value likewise
 * @param context what the user had asked when it was learned; empty: it holds everywhere
 * @param stated in the user's own words
 * @param understood whether the style vocabulary knows it
 * @param evidence ids of the events that taught it
 * @param confirmations how often an answer shaped by it was taken as it was
 * @param updatedAt of its latest evidence
 */
public record KnownPreference(
        String id,
        String sentence,
        List<String> sentences,
        @Nullable String dimension,
        @Nullable String value,
        String context,
        boolean stated,
        boolean understood,
        List<String> evidence,
        int confirmations,
        Instant updatedAt) {}
