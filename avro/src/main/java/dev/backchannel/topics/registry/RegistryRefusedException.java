package dev.backchannel.topics.registry;

/** The registry answered, but does not take the schema, does not know it, or does not know us. */
public final class RegistryRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public RegistryRefusedException(String message) {
        super(message);
    }
}
