package dev.backchannel.arms;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What stands on the checkpoints topic, in its order. One thread. */
public final class CheckpointHistory {
    private final Map<String, Checkpoint> byId = new LinkedHashMap<>();

    /** A history of these, oldest first. */
    public static CheckpointHistory of(Iterable<Checkpoint> oldestFirst) {
        CheckpointHistory history = new CheckpointHistory();
        oldestFirst.forEach(checkpoint -> history.add(checkpoint.getCheckpointId(), checkpoint));
        return history;
    }

    /** @param checkpoint null for a tombstone */
    public void add(String id, @Nullable Checkpoint checkpoint) {
        byId.remove(id);
        if (checkpoint != null) {
            byId.put(id, checkpoint);
        }
    }

    public Optional<Checkpoint> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Oldest first. */
    public List<Checkpoint> standing() {
        return List.copyOf(byId.values());
    }

    /** Whether it passed the gate, or the gate had too little to judge by, and was not learned in shadow. */
    public static boolean mayBeServed(Checkpoint checkpoint) {
        Verdict verdict = checkpoint.getGate().getVerdict();
        return (verdict == Verdict.PASSED || verdict == Verdict.INSUFFICIENT) && !checkpoint.getShadow();
    }

    /**
     * Those that may be served, newest first.
     *
     * @param revoked neither these nor what descends from them
     */
    public List<Checkpoint> offered(Collection<String> revoked) {
        Set<String> out = new HashSet<>(revoked);
        List<Checkpoint> offered = new ArrayList<>();
        for (Checkpoint checkpoint : byId.values()) { // parents come before their children
            if (out.contains(checkpoint.getCheckpointId())
                    || origin(checkpoint).filter(out::contains).isPresent()) {
                out.add(checkpoint.getCheckpointId());
            } else if (mayBeServed(checkpoint)) {
                offered.add(checkpoint);
            }
        }
        Collections.reverse(offered);
        return offered;
    }

    /** The checkpoint and its ancestors, itself first, as far back as records stand. */
    public Set<String> line(String id) {
        Set<String> line = new LinkedHashSet<>();
        String next = id;
        while (byId.containsKey(next) && line.add(next)) {
            next = origin(byId.get(next)).orElse("");
        }
        return line;
    }

    /** Whose weights it goes on from: its parent, or what the learner rolled back to. */
    static Optional<String> origin(Checkpoint checkpoint) {
        return Optional.ofNullable(
                checkpoint.getRolledBackTo() != null ? checkpoint.getRolledBackTo() : checkpoint.getParentId());
    }
}
