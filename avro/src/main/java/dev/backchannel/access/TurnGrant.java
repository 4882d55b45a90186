package dev.backchannel.access;

import java.util.Objects;
import java.util.Optional;

/**
 * The one turn that a feedback token speaks of.
 *
 * @param user whom the turn answered; empty: the request did not say
 */
public record TurnGrant(String tenant, String conversationId, String turnId, Optional<String> user) {
    public TurnGrant {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(conversationId, "conversationId");
        Objects.requireNonNull(turnId, "turnId");
        Objects.requireNonNull(user, "user");
    }
}
