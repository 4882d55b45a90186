package dev.backchannel.server;

/** What makes the answers of a policy server. */
public enum BackendKind {
    /** The model in this process. */
    LOCAL,
    /** A pool of vLLM servers behind it. */
    VLLM
}
