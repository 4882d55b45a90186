package dev.backchannel.standalone.demo.client;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The ledger's account, as {@code GET /v1/audit} gave it. */
public record AuditAnswer(ObjectNode json) {
    public boolean balanced() {
        return json.path("balanced").asBoolean(false);
    }

    public long inFlight() {
        return json.path("inFlight").asLong(-1);
    }
}
