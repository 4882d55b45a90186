package dev.backchannel.server.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** A request that is answered with an error in OpenAI's format. */
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final String code;
    private final @Nullable String param;
    private final int retryAfterSeconds;

    private ApiException(
            int status, String message, String type, String code, @Nullable String param, int retryAfterSeconds) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.code = code;
        this.param = param;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** 400: {@code param} is wrong as the message says. */
    static ApiException invalid(@Nullable String param, String message) {
        return invalid(param, "invalid_value", message);
    }

    static ApiException invalid(@Nullable String param, String code, String message) {
        return new ApiException(400, message, "invalid_request_error", code, param, 0);
    }

    static ApiException unsupported(String param, String message) {
        return invalid(param, "unsupported_parameter", message);
    }

    static ApiException modelNotFound(String model) {
        return new ApiException(
                404,
                "The model " + Json.quoted(model) + " does not exist or is not loaded here; GET /v1/models lists those"
                        + " that are.",
                "invalid_request_error",
                "model_not_found",
                "model",
                0);
    }

    /** 403: the key is another tenant's. */
    static ApiException foreignTenant(String param, @Nullable String named, String keys) {
        return new ApiException(
                403,
                param + " is " + Json.quoted(String.valueOf(named)) + ", but the key is of the tenant "
                        + Json.quoted(keys) + "; leave it out, or use a key of that tenant.",
                "permission_error",
                "foreign_tenant",
                param,
                0);
    }

    /** @param known methods that are */
    static ApiException methodNotAllowed(String method, String path, String known) {
        return new ApiException(
                405,
                method + " " + path + " is not known; use " + known + ".",
                "invalid_request_error",
                "method_not_allowed",
                null,
                0);
    }

    static ApiException tooLarge(int limit) {
        return new ApiException(
                413,
                "The request body is larger than " + limit + " bytes; send less.",
                "invalid_request_error",
                "request_too_large",
                null,
                0);
    }

    static ApiException queueFull(String message) {
        return new ApiException(
                429,
                "The server is busy: " + message + ". Try again after Retry-After seconds.",
                "rate_limit_error",
                "queue_full",
                null,
                1);
    }

    static ApiException unavailable(String code, String message) {
        return new ApiException(503, message, "server_error", code, null, 2);
    }

    static ApiException badGateway(String message) {
        return new ApiException(502, message, "server_error", "upstream_failed", null, 2);
    }

    static ApiException internal(String message) {
        return new ApiException(500, message, "server_error", "internal_error", null, 0);
    }

    int status() {
        return status;
    }

    /** 0 for none. */
    int retryAfterSeconds() {
        return retryAfterSeconds;
    }

    /** {@code {"error":{"message","type","code","param"}}}. */
    ObjectNode body() {
        ObjectNode error = Json.object();
        error.put("message", getMessage()).put("type", type).put("code", code).put("param", param);
        return Json.object().set("error", error);
    }
}
