package dev.backchannel.ingestion;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** Gathers one body chunk by chunk, each paid for from the lease before it is kept. */
final class BodyCollector {
    /** A client that goes on sending after a refusal is cut off after this many times the limit. */
    private static final int PATIENCE = 8;

    private BodyCollector() {}

    /**
     * @param maxBytes larger bodies are refused
     * @return fails with a {@link Refusal} (413, 429) as soon as that is known; the rest of the body is then let go unread
     */
    static Future<Buffer> collect(HttpServerRequest request, Lease lease, int maxBytes) {
        Promise<Buffer> collected = Promise.promise();
        Gathering gathering = new Gathering(request, lease, maxBytes, collected);
        request.exceptionHandler(collected::tryFail);
        request.handler(gathering::chunk);
        request.endHandler(end -> collected.tryComplete(gathering.body));
        String announced = request.getHeader("content-length");
        if (announced != null && Long.parseLong(announced) > maxBytes) {
            collected.tryFail(tooLarge(maxBytes));
        } else if ("100-continue".equalsIgnoreCase(request.getHeader("expect"))) {
            request.response().writeContinue();
        }
        return collected.future();
    }

    private static Refusal tooLarge(int maxBytes) {
        return Refusal.tooLarge(
                "the body is larger than " + maxBytes + " bytes; nothing was accepted, send fewer events at a time");
    }

    private static final class Gathering {
        private final HttpServerRequest request;
        private final Lease lease;
        private final int maxBytes;
        private final Promise<Buffer> collected;
        private final Buffer body = Buffer.buffer();
        private long received;

        Gathering(HttpServerRequest request, Lease lease, int maxBytes, Promise<Buffer> collected) {
            this.request = request;
            this.lease = lease;
            this.maxBytes = maxBytes;
            this.collected = collected;
        }

        void chunk(Buffer chunk) {
            received += chunk.length();
            if (collected.future().isComplete()) {
                if (received > (long) PATIENCE * maxBytes) {
                    request.connection().close();
                }
                return;
            }
            try {
                if (received > maxBytes) {
                    throw tooLarge(maxBytes);
                }
                lease.takeBytes(chunk.length());
                body.appendBuffer(chunk);
            } catch (Refusal refusal) {
                collected.tryFail(refusal);
            }
        }
    }
}
