package dev.backchannel.learner.run;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Verdict;
import java.util.List;

/** Finds the checkpoint that an operator names. */
final class CommittedCheckpoint {
    private CommittedCheckpoint() {}

    /**
     * @param committed on the topic
     * @param asked its id, or the beginning of it
     * @param topic for messages
     * @throws IllegalArgumentException saying why, if there is no such one that the learner could go on from
     */
    static Checkpoint named(String asked, List<Checkpoint> committed, String topic, String baseDigest) {
        List<Checkpoint> found = committed.stream()
                .filter(c -> !asked.isEmpty() && c.getCheckpointId().startsWith(asked))
                .toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException(found.size() + " of " + committed.size() + " checkpoints on " + topic
                    + " begin with '" + asked + "'; name one that is there");
        }
        Checkpoint checkpoint = found.get(0);
        String id = checkpoint.getCheckpointId();
        if (!checkpoint.getBaseDigest().equals(baseDigest)) {
            throw new IllegalArgumentException("checkpoint " + id + " belongs to the base " + checkpoint.getBaseDigest()
                    + ", but this learner has the base " + baseDigest);
        }
        if (checkpoint.getGate().getVerdict() == Verdict.REFUSED) {
            throw new IllegalArgumentException("the gate refused checkpoint " + id + ": "
                    + String.join("; ", checkpoint.getGate().getReasons()));
        }
        return checkpoint;
    }
}
