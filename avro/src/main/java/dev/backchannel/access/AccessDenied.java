package dev.backchannel.access;

/** A request that may not pass. */
public final class AccessDenied extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final long retryAfterSeconds;

    private AccessDenied(int status, String code, String message, long retryAfterSeconds) {
        super(message, null, false, false); // the client's fault: no stack trace
        this.status = status;
        this.code = code;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** 401: nobody known. */
    public static AccessDenied unknown(String code, String message) {
        return new AccessDenied(401, code, message, 0);
    }

    /** 403: known, but not for this. */
    public static AccessDenied forbidden(String code, String message) {
        return new AccessDenied(403, code, message, 0);
    }

    /** 408: too slow. */
    public static AccessDenied slow(String message) {
        return new AccessDenied(408, "request_timeout", message, 0);
    }

    /** 429: too much. */
    public static AccessDenied tooMuch(String message, long retryAfterSeconds) {
        return new AccessDenied(429, "rate_limited", message, retryAfterSeconds);
    }

    public int status() {
        return status;
    }

    /** One word for programs. */
    public String code() {
        return code;
    }

    /** 0: do not try again. */
    public long retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
