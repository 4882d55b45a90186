package dev.backchannel.topics.registry;

import org.apache.kafka.common.errors.RetriableException;

/** The registry does not answer, or not now: no fault of the record that it was asked about, which is read again. */
public final class RegistryAwayException extends RetriableException {
    private static final long serialVersionUID = 1;

    public RegistryAwayException(String message) {
        super(message);
    }

    public RegistryAwayException(String message, Throwable cause) {
        super(message, cause);
    }
}
