package dev.backchannel.server.swap;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the checkpoints topic says, in its order. One thread. */
final class CheckpointLog {
    private final Map<String, Checkpoint> byId = new LinkedHashMap<>();
    private final Set<String> refused = new HashSet<>();

    /** @param checkpoint null for a tombstone */
    void add(String id, Checkpoint checkpoint) {
        byId.remove(id);
        if (checkpoint == null) {
            refused.remove(id);
        } else {
            byId.put(id, checkpoint);
        }
    }

    /** Whether its record stands. */
    boolean contains(String id) {
        return byId.containsKey(id);
    }

    /** This one failed verification and is not to be tried again. */
    void refuse(String id) {
        refused.add(id);
    }

    /** Those that may be served and were not refused here, newest first, down to {@code served} and without it. */
    List<Checkpoint> newerThan(String served) {
        List<Checkpoint> newestFirst = new ArrayList<>(byId.values());
        Collections.reverse(newestFirst);
        List<Checkpoint> eligible = new ArrayList<>();
        for (Checkpoint checkpoint : newestFirst) {
            if (checkpoint.getCheckpointId().equals(served)) {
                break;
            }
            if (mayBeServed(checkpoint) && !refused.contains(checkpoint.getCheckpointId())) {
                eligible.add(checkpoint);
            }
        }
        return eligible;
    }

    private static boolean mayBeServed(Checkpoint checkpoint) {
        Verdict verdict = checkpoint.getGate().getVerdict();
        boolean passedGate = verdict == Verdict.PASSED || verdict == Verdict.INSUFFICIENT;
        return passedGate && !checkpoint.getShadow();
    }
}
