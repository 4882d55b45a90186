package dev.backchannel.standalone.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.streams.ledger.LedgerReport;

/** The ledger's report as one JSON object: what {@code GET /v1/audit} and {@code audit --json} answer. */
public final class AuditJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private AuditJson() {}

    public static String of(LedgerReport report) {
        try {
            return JSON.writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a report of something else says of the ledger: its sums, without names. */
    public static ObjectNode sums(LedgerReport report) {
        return JSON.createObjectNode()
                .put("balanced", report.balanced())
                .put("accepted", report.accepted())
                .put("taught", report.taught())
                .put("heldBack", report.heldBack())
                .put("disposed", report.disposed())
                .put("deadLettered", report.deadLettered())
                .put("inFlight", report.inFlight())
                .put("unaccounted", report.unaccounted())
                .put("endedTwice", report.endedTwice())
                .put("duplicates", report.duplicates());
    }

    /** @throws IllegalArgumentException when the text is not a report */
    public static LedgerReport parse(String json) {
        try {
            return JSON.readValue(json, LedgerReport.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a ledger report: " + e.getOriginalMessage(), e);
        }
    }
}
