package dev.backchannel.standalone.lineage;

import dev.backchannel.access.Principal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One question of lineage: where did this come from, and what came of it?
 *
 * @param asker sees what belongs to its tenant, and nothing of others
 */
public record LineageQuestion(Kind kind, String id, Principal asker) {
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

    /** Of somebody who may see everything. */
    public LineageQuestion(Kind kind, String id) {
        this(kind, id, Principal.OPEN);
    }

    /** Its path on a server. */
    public String path() {
        return "/v1/lineage/" + kind.word() + "/"
                + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
