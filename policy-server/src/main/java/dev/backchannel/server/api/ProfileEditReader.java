package dev.backchannel.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.server.profiles.KnownPreference;
import dev.backchannel.server.profiles.ProfileChanges.Wanted;
import dev.backchannel.server.profiles.SentenceRule;
import dev.backchannel.server.profiles.UserProfile;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the profile that a user wants. An entry that names a preference by its id, and does not change its sentence, stays
 * as it was learned; every other sentence is the user's own word.
 */
final class ProfileEditReader {
    private static final int MAX_PREFERENCES = 64;

    private final SentenceRule rule;

    ProfileEditReader(SentenceRule rule) {
        this.rule = rule;
    }

    /** @throws ApiException 400 naming the entry that is wrong */
    Wanted read(byte[] body, UserProfile now) {
        JsonNode preferences = Json.parseObject(body).path("preferences");
        if (!preferences.isArray() || preferences.size() > MAX_PREFERENCES) {
            throw ApiException.invalid(
                    "preferences",
                    "preferences must be an array of at most " + MAX_PREFERENCES + " entries, but is "
                            + Json.describe(preferences) + ".");
        }
        Set<String> ids = new LinkedHashSet<>();
        Set<String> sentences = new LinkedHashSet<>();
        for (int i = 0; i < preferences.size(); i++) {
            String path = "preferences[" + i + "]";
            if (!(preferences.get(i) instanceof ObjectNode object)) {
                throw ApiException.invalid(
                        path, path + " must be an object, but is " + Json.describe(preferences.get(i)) + ".");
            }
            add(new Fields(object, path + "."), path, now, ids, sentences);
        }
        return new Wanted(List.copyOf(ids), List.copyOf(sentences));
    }

    private void add(Fields fields, String path, UserProfile now, Set<String> ids, Set<String> sentences) {
        Optional<String> id = fields.string("id");
        Optional<String> sentence = fields.string("sentence").map(String::strip);
        if (id.isEmpty() && sentence.isEmpty()) {
            throw ApiException.invalid(
                    path, "missing_required_parameter", path + " must name a preference by id, or have a sentence.");
        }
        Optional<KnownPreference> known = id.flatMap(now::preference);
        if (known.isPresent()
                && sentence.filter(text -> !text.equals(known.get().sentence())).isEmpty()) {
            ids.add(known.get().id());
            return;
        }
        if (sentence.isEmpty()) {
            throw ApiException.invalid(
                    path + ".id",
                    path + ".id " + Json.quoted(id.get())
                            + " is none of this profile's; GET it again, it has changed.");
        }
        rule.objection(sentence.get()).ifPresent(objection -> {
            throw ApiException.invalid(
                    path + ".sentence", path + ".sentence " + Json.quoted(sentence.get()) + ' ' + objection + '.');
        });
        sentences.add(sentence.get());
    }
}
