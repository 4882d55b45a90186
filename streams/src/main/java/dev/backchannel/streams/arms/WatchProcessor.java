package dev.backchannel.streams.arms;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Control;
import dev.backchannel.avro.ExperimentState;
import dev.backchannel.streams.config.AlertRules;
import dev.backchannel.streams.config.ExperimentRules;
import dev.backchannel.streams.watermark.EndOffsets;
import dev.backchannel.topics.Targets;
import dev.backchannel.topics.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Alerts somebody when the learner stands still, or streams falls behind. */
final class WatchProcessor implements Processor<String, Checkpoint, String, SpecificRecord> {
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final Desk.Names names;
    private final ExperimentRules rules;
    private final Topics topics;
    private final EndOffsets ends;
    private final Stall stall;
    private final Lag lag;

    private Desk desk;
    private KeyValueStore<String, Control> controls;

    WatchProcessor(Desk.Names names, ExperimentRules rules, AlertRules alerts, Topics topics, EndOffsets ends) {
        this.names = names;
        this.rules = rules;
        this.topics = topics;
        this.ends = ends;
        this.stall = new Stall(alerts);
        this.lag = new Lag(alerts);
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
        desk = new Desk(names, topics.settings().policy(), rules, context);
        controls = context.getStateStore(names.controls());
        context.schedule(EVERY, PunctuationType.WALL_CLOCK_TIME, now -> watch());
    }

    @Override
    public void process(Record<String, Checkpoint> record) {
        // how far the learner has come stands in the experiment's state
    }

    private void watch() {
        ends.of(topics.preferences.name(), 0).ifPresent(o -> learner(o.end()));
        lag();
    }

    private void learner(long end) {
        ExperimentState state = desk.state();
        String learner = Targets.learner(topics.settings().policy());
        Control control = controls.get(learner);
        long waiting = end - state.getConsumedOffset();
        boolean paused = control != null && control.getPaused();
        if (stall.look(desk.now(), waiting, state.getConsumedAt(), paused)) {
            desk.alert(
                    "learner_stalled",
                    learner,
                    "no checkpoint since " + state.getConsumedAt() + ", while about " + waiting
                            + " records of preferences wait",
                    Map.of("waiting", Long.toString(waiting), "consumed_offset", "" + state.getConsumedOffset()));
        }
    }

    private void lag() {
        long waiting = 0;
        for (int p = 0; p < topics.interactions.partitions(); p++) {
            Optional<EndOffsets.Observation> seen = ends.of(topics.interactions.name(), p);
            waiting += seen.map(o -> o.end() - o.committed()).orElse(0L);
        }
        if (lag.look(desk.now(), waiting)) {
            desk.alert(
                    "lag_growing",
                    Desk.COMPONENT,
                    "about " + waiting + " interactions wait, and more come than are taken in",
                    Map.of("waiting", Long.toString(waiting)));
        }
    }
}
