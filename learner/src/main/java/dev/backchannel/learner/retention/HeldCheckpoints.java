package dev.backchannel.learner.retention;

import dev.backchannel.avro.ComponentStatus;
import dev.backchannel.avro.Control;
import dev.backchannel.avro.Experiment;
import dev.backchannel.learner.log.Announcer;
import dev.backchannel.learner.log.TopicReader;
import dev.backchannel.topics.Topics;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Asks the topics which checkpoints are served or pinned. */
public final class HeldCheckpoints {
    private final Topics topics;
    private final TopicReader reader;

    public HeldCheckpoints(Topics topics, TopicReader reader) {
        this.topics = topics;
        this.reader = reader;
    }

    /** @param heardSince a component that was silent since then serves nothing any more */
    public Set<String> ids(Instant heardSince) {
        Set<String> ids = new HashSet<>();
        Map<String, ComponentStatus> last = new HashMap<>();
        reader.readAll(topics.status).forEach(s -> last.put(s.getComponent() + '/' + s.getInstance(), s));
        last.values().stream()
                .filter(status ->
                        !status.getComponent().equals(Announcer.COMPONENT)) // tells what it wrote, serves nothing
                .filter(status -> !status.getAt().isBefore(heardSince))
                .forEach(status -> {
                    ids.add(status.getCheckpoint());
                    ids.addAll(status.getArms().values());
                });
        Map<String, Control> controls = new HashMap<>();
        reader.readAll(topics.controls).forEach(c -> controls.put(c.getTarget(), c));
        controls.values().forEach(control -> ids.add(control.getPinned()));
        Map<String, Experiment> experiments = new HashMap<>();
        reader.readAll(topics.experiments).forEach(e -> experiments.put(e.getExperimentId(), e));
        experiments.values().forEach(e -> e.getArms().forEach(arm -> ids.add(arm.getPinned())));
        ids.removeIf(Objects::isNull);
        return ids;
    }
}
