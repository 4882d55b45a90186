package dev.backchannel.standalone.lineage;

import dev.backchannel.avro.Preference;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * One question of lineage: where did this come from, and what came of it?
 *
 * @param tenant who may see the answer: what others said, and who they are, is left out; empty: everybody's is told
 */
public record LineageQuestion(Kind kind, String id, Optional<String> tenant) {
    /** What the id names. */
    public enum Kind {
        CHECKPOINT,
        EVENT,
        /** Its turn_id. */
        ANSWER;

        /** As paths and commands write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public LineageQuestion {
        if (id.isBlank()) {
            throw new IllegalArgumentException("the id of the " + kind.word() + " is empty");
        }
    }

    public LineageQuestion(Kind kind, String id) {
        this(kind, id, Optional.empty());
    }

    /** Its path on a server. */
    public String path() {
        return "/v1/lineage/" + kind.word() + "/" + encoded(id)
                + tenant.map(name -> "?tenant=" + encoded(name)).orElse("");
    }

    boolean mayTell(String ofTenant) {
        return tenant.isEmpty() || tenant.get().equals(ofTenant);
    }

    boolean mayTell(Preference preference) {
        return mayTell(preference.getTenant());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
