package dev.backchannel.server.page;

import dev.backchannel.topics.Topics;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Has the topics followed while somebody looks, and a little longer; else nothing runs. Thread-safe, never blocks. */
final class Watching implements AutoCloseable {
    private final Vertx vertx;
    private final Topics topics;
    private final Map<String, Object> kafka;
    private final PageConfig config;
    private final Map<String, String> about;
    private final ServedLog served;
    private final Clock clock;
    private @Nullable PageFollower follower;
    private int viewers;
    private long departures;
    private boolean closed;

    /** @param about what this server is, for the viewers */
    Watching(
            Vertx vertx,
            Topics topics,
            Map<String, Object> kafka,
            PageConfig config,
            Map<String, String> about,
            ServedLog served,
            Clock clock) {
        this.vertx = vertx;
        this.topics = topics;
        this.kafka = kafka;
        this.config = config;
        this.about = about;
        this.served = served;
        this.clock = clock;
    }

    /** @return false if too many look already; else one {@link #leave()} must follow */
    synchronized boolean enter() {
        if (closed || viewers >= config.viewers()) {
            return false;
        }
        viewers++;
        if (follower == null) {
            follower = new PageFollower(topics, kafka, config, board(), served, clock).start();
        }
        return true;
    }

    synchronized void leave() {
        viewers--;
        long departure = ++departures;
        if (viewers == 0) {
            vertx.setTimer(Math.max(1, config.linger().toMillis()), timer -> stopAfter(departure));
        }
    }

    private synchronized void stopAfter(long departure) {
        if (viewers == 0 && departure == departures) {
            stop();
        }
    }

    private void stop() {
        if (follower != null) {
            follower.close();
            follower = null;
        }
    }

    synchronized LiveView view() {
        return follower == null ? LiveView.NOTHING : follower.view();
    }

    /** Whether the topics are followed. */
    synchronized boolean follows() {
        return follower != null;
    }

    private Board board() {
        String name = Integer.toHexString(about.hashCode()) + Long.toString(clock.millis(), Character.MAX_RADIX);
        Board board = new Board(name);
        var item = Cards.object()
                .put("texts", config.showTexts())
                .put("slice", new Slices(config.window()).millis())
                .put("window", config.window().toMillis());
        about.forEach(item::put);
        var limits = item.putObject("limits");
        for (Part part : Part.values()) {
            limits.put(part.word(), part.limit());
        }
        board.put(Part.ABOUT, "this", item);
        return board;
    }

    @Override
    public synchronized void close() {
        closed = true;
        stop();
    }
}
