package dev.backchannel.server.page;

import dev.backchannel.avro.ComponentStatus;
import dev.backchannel.server.emission.OperatorReports;
import java.util.HashMap;
import java.util.Map;

/** Heartbeats: who is there, and which server went over to which checkpoint. One thread. */
final class Servers {
    private final Map<String, String> serving = new HashMap<>();

    /** @return whether a server went over to another checkpoint */
    boolean heartbeat(String key, ComponentStatus status, Board board) {
        board.put(Part.COMPONENTS, key, Cards.component(status));
        String checkpoint = status.getCheckpoint();
        if (checkpoint == null || !status.getComponent().equals(OperatorReports.COMPONENT)) {
            return false;
        }
        String before = serving.put(key, checkpoint);
        if (before == null || before.equals(checkpoint)) {
            return false;
        }
        long at = status.getAt().toEpochMilli();
        board.put(
                Part.SWAPS,
                key + '@' + at,
                Cards.object()
                        .put("at", at)
                        .put("instance", status.getInstance())
                        .put("from", before)
                        .put("to", checkpoint));
        return true;
    }
}
