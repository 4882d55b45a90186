package dev.backchannel.server.pool;

/** What an upstream answered in place of what it was asked for. */
final class UpstreamException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** @param status of HTTP; 0 if there was no answer */
    UpstreamException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }

    /** It says nothing of what was asked, only that it cannot answer now. */
    boolean away() {
        return status == 0 || status == 429 || status == 502 || status == 503 || status == 504;
    }

    /** Whatever went wrong on the way, as one of these. */
    static UpstreamException of(Throwable error) {
        return error instanceof UpstreamException known
                ? known
                : new UpstreamException(
                        0, error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage());
    }
}
