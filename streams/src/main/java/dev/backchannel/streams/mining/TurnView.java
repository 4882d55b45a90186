package dev.backchannel.streams.mining;

import dev.backchannel.avro.TurnState;
import java.util.List;
import java.util.Optional;

/** The other turns of the same conversation, as they are now. */
public interface TurnView {
    Optional<TurnState> turn(TurnState of, String turnId);

    /** Other accepted turns with the same messages, in the order of the partition. */
    List<TurnState> answersToTheSamePrompt(TurnState of);
}
