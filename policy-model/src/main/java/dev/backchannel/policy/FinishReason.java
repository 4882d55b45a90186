package dev.backchannel.policy;

/** Why an answer ended, in OpenAI's words. */
public enum FinishReason {
    /** The model ended its turn, or a stop text appeared. */
    STOP,
    /** {@code maxTokens} or the context length was reached. */
    LENGTH;

    /** The word used on the wire. */
    public String wire() {
        return this == STOP ? "stop" : "length";
    }
}
