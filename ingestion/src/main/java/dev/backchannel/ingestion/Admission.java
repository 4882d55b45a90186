package dev.backchannel.ingestion;

import dev.backchannel.access.Principal;
import dev.backchannel.access.TurnGrant;
import dev.backchannel.ingestion.InvalidEvent.Reason;
import dev.backchannel.topics.Keys;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an event may say of itself, given who sends it: nothing in a body goes before the key or the feedback token. */
record Admission(Principal principal) {
    String tenant(Fields fields) throws InvalidEvent {
        String named = fields.optionalText("tenant");
        if (named != null && !Keys.isTenant(named)) {
            throw fields.bad("tenant", Shown.text(named) + " is not 1 to 64 of the characters A-Z a-z 0-9 . _ -");
        }
        return principal
                .tenant(named, Keys.DEFAULT_TENANT)
                .orElseThrow(
                        () -> forbidden("tenant: " + Shown.text(String.valueOf(named)) + " is not the key's tenant, '"
                                + principal.tenant() + "'; leave it out, or use a key of that tenant"));
    }

    EventType type(EventType type) throws InvalidEvent {
        if (type == EventType.TURN && principal.grant().isPresent()) {
            throw forbidden("type: a feedback token is good for signals, not for turns; a turn needs a key");
        }
        return type;
    }

    String conversation(String said) throws InvalidEvent {
        Optional<TurnGrant> grant = principal.grant();
        if (grant.isPresent() && !grant.get().conversationId().equals(said)) {
            throw forbidden(
                    "conversation_id: " + Shown.text(said) + " is not the conversation of the feedback token's turn");
        }
        return said;
    }

    /** @param saidOrNull with a feedback token, nothing means the token's turn */
    @Nullable
    String turn(@Nullable String saidOrNull) throws InvalidEvent {
        return own("turn_id", saidOrNull, principal.grant().map(TurnGrant::turnId), "the feedback token's turn");
    }

    /** @param saidOrNull with a feedback token, nothing means the user whom its turn answered */
    @Nullable
    String user(@Nullable String saidOrNull) throws InvalidEvent {
        if (principal.grant().isEmpty()) {
            return saidOrNull;
        }
        Optional<String> user = principal.grant().get().user();
        return user.isEmpty() && saidOrNull == null
                ? null
                : own("user_id", saidOrNull, Optional.of(user.orElse("")), "the user of the feedback token's turn");
    }

    private static @Nullable String own(
            String field, @Nullable String saidOrNull, Optional<String> granted, String what) throws InvalidEvent {
        if (granted.isPresent() && saidOrNull != null && !granted.get().equals(saidOrNull)) {
            throw forbidden(field + ": " + Shown.text(saidOrNull) + " is not " + what + "; leave it out");
        }
        return granted.isPresent() ? granted.get() : saidOrNull;
    }

    private static InvalidEvent forbidden(String message) {
        return new InvalidEvent(Reason.FORBIDDEN, message);
    }
}
