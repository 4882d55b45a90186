package dev.backchannel.server.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.server.profiles.KnownPreference;
import dev.backchannel.server.profiles.UserProfile;

/** A profile as its user is shown it. */
final class ProfileJson {
    private ProfileJson() {}

    static ObjectNode of(String user, UserProfile profile) {
        ObjectNode json = Json.object()
                .put("user_id", user)
                .put("version", profile.version())
                .put("last_update", profile.lastUpdate());
        ArrayNode preferences = json.putArray("preferences");
        profile.preferences().forEach(one -> preferences.add(of(one)));
        return json;
    }

    private static ObjectNode of(KnownPreference one) {
        ObjectNode json = Json.object().put("id", one.id()).put("sentence", one.sentence());
        if (one.sentences().size() > 1) {
            one.sentences().forEach(json.putArray("sentences")::add);
        }
        json.put("dimension", one.dimension())
                .put("value", one.value())
                .put("context", one.context())
                .put("stated", one.stated())
                .put("understood", one.understood());
        one.evidence().forEach(json.putArray("evidence")::add);
        return json.put("confirmations", one.confirmations())
                .put("updated_at", one.updatedAt().toString());
    }
}
