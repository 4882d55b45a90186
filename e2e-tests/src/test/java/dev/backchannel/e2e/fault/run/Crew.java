package dev.backchannel.e2e.fault.run;

import static org.awaitility.Awaitility.await;

import dev.backchannel.e2e.fault.wire.WiredBroker;
import dev.backchannel.standalone.system.RoleKind;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One ingestion, two of streams with standbys, a learner and its spare, and whoever takes the place of a dead one. */
final class Crew implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final WiredBroker broker;
    private final Path folder;
    private final Path model;
    private final String prefix;
    private final List<Member> members = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "crew");
        thread.setDaemon(true);
        return thread;
    });
    private int born;

    Crew(WiredBroker broker, Path folder, Path model, String prefix) {
        this.broker = broker;
        this.folder = folder;
        this.model = model;
        this.prefix = prefix;
        // The first makes the topics; the others find them.
        add(RoleKind.INGESTION);
        await().atMost(PATIENCE).until(members.get(0)::isReady);
        for (RoleKind kind : List.of(RoleKind.STREAMS, RoleKind.STREAMS, RoleKind.LEARNER, RoleKind.LEARNER)) {
            add(kind);
        }
        awaitReady();
    }

    void awaitReady() {
        await().atMost(PATIENCE).until(() -> members.stream().allMatch(Member::isReady));
    }

    /** Where events are taken by now. */
    List<URI> doors() {
        return members.stream()
                .filter(member -> member.kind() == RoleKind.INGESTION && member.isUp())
                .map(Member::url)
                .toList();
    }

    int size() {
        return members.size();
    }

    Member member(int index) {
        return members.get(index);
    }

    /** It dies, and another takes its place on another disk. */
    void replace(int index) {
        Member dead = members.get(index);
        dead.kill(threads);
        members.remove(index);
        add(dead.kind());
    }

    private void add(RoleKind kind) {
        members.add(Member.start(kind, broker, settings(folder.resolve(kind.label() + "-" + born++)), threads));
    }

    private Map<String, String> settings(Path data) {
        Map<String, String> settings = new HashMap<>(Quick.SETTINGS);
        settings.put("data", data.toString());
        settings.put("store", folder.resolve("store").toString());
        settings.put("model", model.toString());
        settings.put("topic-prefix", prefix);
        return settings;
    }

    @Override
    public void close() {
        members.parallelStream().forEach(Member::stop);
        threads.shutdown();
    }
}
