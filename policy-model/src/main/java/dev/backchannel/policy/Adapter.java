package dev.backchannel.policy;

/** An adapter's immutable copy on the model's device. Close it once nothing uses it any more. */
public final class Adapter implements AutoCloseable {
    private final LoraConfig config;

    Adapter(LoraConfig config) {
        this.config = config;
    }

    public LoraConfig config() {
        return config;
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("coming within minutes");
    }
}
