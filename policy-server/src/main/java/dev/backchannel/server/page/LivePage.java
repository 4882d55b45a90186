package dev.backchannel.server.page;

import dev.backchannel.server.ServedListener;
import dev.backchannel.topics.Topics;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** The page of a policy server: its files, and the stream of what changes. */
public final class LivePage implements AutoCloseable {
    private static final List<String> FILES = List.of(
            "index.html",
            "page.css",
            "icon.svg",
            "main.js",
            "dom.js",
            "text.js",
            "store.js",
            "live.js",
            "charts.js",
            "head.js",
            "flow.js",
            "feedback.js",
            "arms.js",
            "timeline.js",
            "lessons.js",
            "difference.js",
            "profile.js",
            "lineage.js",
            "events.js",
            "parts.js");

    private final PageFiles files = new PageFiles();
    private final ServedLog served = new ServedLog();
    private final Watching watching;
    private final LiveHandler live;

    /** @param instance this server's name on the status topic */
    public LivePage(
            Vertx vertx, String instance, PageConfig config, Topics topics, Map<String, Object> kafka, Clock clock) {
        FILES.forEach(files::with);
        Map<String, String> about =
                Map.of("instance", instance, "policy", topics.settings().policy());
        this.watching = new Watching(vertx, topics, kafka, config, about, served, clock);
        this.live = new LiveHandler(watching, config);
    }

    /** To be told of each checkpoint's first whole answer here. */
    public ServedListener servedListener() {
        return served;
    }

    /** {@code /}, {@code /page/FILE} and {@code /v1/live}. */
    public void mount(Router router) {
        router.get("/").handler(ctx -> files.send("index.html", ctx.request()));
        router.get("/page/:file").handler(ctx -> {
            String file = ctx.pathParam("file");
            if (file == null || !files.send(file, ctx.request())) {
                ctx.next();
            }
        });
        router.get("/v1/live").handler(live);
    }

    /** Whether the topics are followed, because somebody looks or did just now. */
    public boolean follows() {
        return watching.follows();
    }

    @Override
    public void close() {
        watching.close();
    }
}
