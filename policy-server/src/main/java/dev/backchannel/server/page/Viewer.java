package dev.backchannel.server.page;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One open page. Each round it is sent what changed since the last one. While its connection is full it is sent nothing, and
 * nothing is kept for it: the next round makes up for it. Who takes nothing for long is dropped. Runs on its event loop.
 */
final class Viewer {
    private static final int MOST_QUEUED_BYTES = 16 << 10;
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final RoutingContext ctx;
    private final HttpServerResponse response;
    private final Watching watching;
    private final @Nullable String lastSeen;
    private final long every;
    private final long patience;
    private String board = "";
    private long version;
    private long full;
    private long silent;
    private long timer;
    private boolean gone;

    /** @param lastSeen id of the last view it was sent on an earlier connection; null for none */
    Viewer(RoutingContext ctx, Watching watching, @Nullable String lastSeen, PageConfig config) {
        this.vertx = ctx.vertx();
        this.ctx = ctx;
        this.response = ctx.response();
        this.watching = watching;
        this.lastSeen = lastSeen;
        this.every = config.every().toMillis();
        this.patience = config.patience().toMillis();
    }

    void begin() {
        response.setChunked(true)
                .setWriteQueueMaxSize(MOST_QUEUED_BYTES)
                .putHeader("content-type", "text/event-stream; charset=utf-8")
                .putHeader("cache-control", "no-store")
                .putHeader("x-accel-buffering", "no");
        response.closeHandler(closed -> leave());
        response.exceptionHandler(problem -> leave());
        write("retry: 2000\n\n");
        timer = vertx.setPeriodic(1, every, round -> show());
    }

    private void show() {
        if (response.closed()) {
            leave();
            return;
        }
        if (response.writeQueueFull()) {
            full += every;
            if (full >= patience) {
                leave();
                ctx.request().connection().close();
            }
            return;
        }
        full = 0;
        LiveView view = watching.view();
        if (view.version() == 0 || (view.board().equals(board) && view.version() == version)) {
            silent += every;
            if (silent >= SILENCE.toMillis()) {
                write(":\n\n"); // so that a dead connection is noticed
            }
            return;
        }
        send(view);
    }

    private void send(LiveView view) {
        long after =
                view.board().equals(board) ? version : view.versionOf(lastSeen).orElse(0);
        board = view.board();
        version = view.version();
        write("event: " + (after == 0 ? "snapshot" : "change") + "\nid: " + view.id() + "\ndata: " + view.after(after)
                + "\n\n");
    }

    private void write(String text) {
        silent = 0;
        response.write(text).onFailure(problem -> leave());
    }

    private void leave() {
        if (!gone) {
            gone = true;
            vertx.cancelTimer(timer);
            watching.leave();
        }
    }
}
