package dev.backchannel.server.generation;

import dev.backchannel.server.policies.ServedPolicy;

/** Hears of one request. Called on the inference thread: must return at once and never throw. */
public interface GenerationListener {
    /** The first row begins; from here on the policy is fixed. */
    void began(ServedPolicy policy);

    void piece(int choice, Piece piece);

    /** Called once, last. */
    void ended(GenerationResult result);
}
