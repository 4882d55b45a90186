package dev.backchannel.streams.arms;

import dev.backchannel.access.CommandTrust;
import dev.backchannel.avro.Experiment;
import dev.backchannel.avro.ExperimentMetrics;
import dev.backchannel.avro.ExperimentState;
import dev.backchannel.avro.PartitionFigures;
import dev.backchannel.streams.config.ExperimentRules;
import dev.backchannel.streams.experiment.Ruling;
import dev.backchannel.streams.metrics.ExperimentMeters;
import dev.backchannel.topics.Arms;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Puts the partitions' figures together, writes them down, and lets the guard look. */
final class ReportProcessor implements Processor<String, PartitionFigures, String, SpecificRecord> {
    private final Desk.Names names;
    private final String experimentId;
    private final ExperimentRules rules;
    private final Look look;
    private final ExperimentMeters meters;
    private final CommandTrust trust;

    private Desk desk;
    private GuardWatch guard;
    private KeyValueStore<String, PartitionFigures> parts;
    private boolean isNew = true;

    /** @param trust signs what the guard orders */
    ReportProcessor(
            Desk.Names names, String experimentId, ExperimentRules rules, ExperimentMeters meters, CommandTrust trust) {
        this.names = names;
        this.experimentId = experimentId;
        this.rules = rules;
        this.look = new Look(rules);
        this.meters = meters;
        this.trust = trust;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
        desk = new Desk(names, experimentId, rules, context);
        guard = new GuardWatch(rules, desk, trust);
        parts = context.getStateStore(names.figures());
        context.schedule(rules.reportEvery(), PunctuationType.WALL_CLOCK_TIME, now -> report());
    }

    @Override
    public void process(Record<String, PartitionFigures> record) {
        parts.put(record.key(), record.value());
        isNew = true;
    }

    private void report() {
        if (!isNew) {
            return;
        }
        isNew = false;
        ExperimentState state = desk.state();
        Experiment experiment = state.getExperiment();
        Figures figures = Figures.of(parts, experiment.getEpoch());
        if (figures.arms().isEmpty()) {
            return;
        }
        double share = Arms.share(experiment, Arms.CANDIDATE);
        Ruling ruling = look.at(figures, share);
        double mismatch = Serving.isSplit(state) ? look.mismatch(figures, share) : Double.NaN;
        for (String arm : List.of(Arms.CONTROL, Arms.CANDIDATE)) {
            if (Arms.share(experiment, arm) > 0 || figures.arms().containsKey(arm)) {
                ExperimentMetrics metrics = MetricsRecords.of(experiment, arm, figures, ruling.differences(), mismatch);
                desk.write(experimentId, metrics, names.toMetrics());
                meters.show(metrics);
            }
        }
        guard.act(state, figures, ruling);
    }

    @Override
    public void close() {
        meters.forget();
    }
}
