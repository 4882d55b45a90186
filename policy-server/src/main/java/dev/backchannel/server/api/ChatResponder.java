package dev.backchannel.server.api;

import dev.backchannel.server.generation.GenerationResult;
import dev.backchannel.server.generation.Piece;

/** Writes one response. Called on the request's event loop, in the order of {@code GenerationListener}. */
interface ChatResponder {
    void began(String checkpoint);

    void piece(int choice, Piece piece);

    /** Whether the client has read too little of it to be sent more. */
    boolean clogged();

    void ended(GenerationResult result);
}
