package dev.backchannel.ingestion;

/** A request that is turned away as a whole, before any of its events was looked at. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    private Refusal(int status, String message) {
        super(message, null, false, false); // the client's fault: no stack trace
        this.status = status;
    }

    int status() {
        return status;
    }

    static Refusal malformed(String message) {
        return new Refusal(400, message);
    }

    static Refusal tooLarge(String message) {
        return new Refusal(413, message);
    }

    static Refusal unsupportedType(String message) {
        return new Refusal(415, message);
    }

    static Refusal busy(String message) {
        return new Refusal(429, message);
    }
}
