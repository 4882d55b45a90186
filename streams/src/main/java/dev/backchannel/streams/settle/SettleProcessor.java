package dev.backchannel.streams.settle;

import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.MiningResult;
import dev.backchannel.avro.MiningTask;
import dev.backchannel.avro.Observation;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.attribution.Sweep;
import dev.backchannel.streams.attribution.TurnInput;
import dev.backchannel.streams.erased.ErasedUsers;
import dev.backchannel.streams.metrics.StreamsMetrics;
import dev.backchannel.streams.watermark.EndOffsets;
import dev.backchannel.streams.watermark.Watermark;
import dev.backchannel.topics.Keys;
import dev.backchannel.topics.Traces;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** The shell around {@link Settler}: stores, clocks and sinks of one task. Takes {@link TurnInput}s and mining results. */
public final class SettleProcessor implements Processor<String, Object, String, SpecificRecord> {
    /**
     * Stores and nodes of this processor.
     *
     * @param interactions the topic whose watermark closes windows
     * @param results the topic whose watermark gives tasks up
     */
    public record Names(
            String turnsStore,
            String textsStore,
            String conversationsStore,
            String interactions,
            String results,
            String preferences,
            String dispositions,
            String tasks,
            String observations) {}

    private final Names names;
    private final SettleSettings settings;
    private final EndOffsets ends;
    private final StreamsMetrics metrics;

    private ProcessorContext<String, SpecificRecord> context;
    private Settler settler;
    private ErasedUsers erased;
    private Sweep<TurnState> sweep;
    private Watermark events;
    private Watermark results;

    public SettleProcessor(Names names, SettleSettings settings, EndOffsets ends, StreamsMetrics metrics) {
        this.names = names;
        this.settings = settings;
        this.ends = ends;
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
        this.context = context;
        KeyValueStore<String, TurnState> store = context.getStateStore(names.turnsStore());
        RecentEntries<TurnState> recent = new RecentEntries<>(store, settings.recentTurns());
        TurnTexts texts = new TurnTexts(context.getStateStore(names.textsStore()));
        TurnStore turns = new TurnStore(
                recent,
                texts,
                context.getStateStore(names.conversationsStore()),
                settings.resultGrace(),
                settings.memory());
        this.erased = ErasedUsers.of(context);
        this.settler = settings.settler(turns, new Erasure(erased::contains), this::write);
        int partition = context.taskId().partition();
        this.events = new Watermark(ends, names.interactions(), partition, settings.clockGrace());
        this.results = new Watermark(ends, names.results(), partition, settings.clockGrace());
        context.schedule(settings.punctuateEvery(), PunctuationType.WALL_CLOCK_TIME, now -> tick());
        context.schedule(settings.sweepEvery(), PunctuationType.WALL_CLOCK_TIME, now -> forget());
        sweep = new Sweep<>(store, TurnStore::settledAt, settings.memory(), key -> {
            recent.deleted(key);
            texts.delete(key);
        });
        context.schedule(settings.sweepEvery(), PunctuationType.WALL_CLOCK_TIME, now -> sweep.run(events.now()));
    }

    @Override
    public void process(Record<String, Object> record) {
        Instant at = Instant.ofEpochMilli(record.timestamp());
        long offset = context.recordMetadata().orElseThrow().offset();
        if (record.value() instanceof TurnInput input) {
            settler.input(input, at);
            sweep.added();
            events.read(offset);
            events.passed(at);
        } else if (record.value() instanceof MiningResult result) {
            settler.result(result, at);
            results.read(offset);
        }
    }

    private void forget() {
        if (!erased.unknown().isEmpty()) {
            settler.forget(Instant.ofEpochMilli(context.currentSystemTimeMs()));
        }
    }

    private void tick() {
        settler.passed(events.now(), results.now());
    }

    private void write(Effect effect, Instant at) {
        long time = at.toEpochMilli();
        if (effect instanceof Effect.Teach teach) {
            Preference p = teach.preference();
            Record<String, SpecificRecord> taught =
                    new Record<>(Keys.of(p.getTenant(), p.getConversationId()), p, time, new RecordHeaders());
            Traces.put(taught.headers(), teach.traceparent());
            context.forward(taught, names.preferences());
            metrics.preference(p);
        } else if (effect instanceof Effect.Account account) {
            Disposition d = account.disposition();
            context.forward(new Record<>(Keys.of(d.getTenant(), d.getEventId()), d, time), names.dispositions());
            metrics.disposition(d);
        } else if (effect instanceof Effect.Ask ask) {
            MiningTask t = ask.task();
            context.forward(new Record<>(Keys.of(t.getTenant(), t.getConversationId()), t, time), names.tasks());
            metrics.task(t);
        } else if (effect instanceof Effect.Observe observe) {
            Observation o = observe.observation();
            context.forward(new Record<>(Keys.of(o.getTenant(), o.getUnit()), o, time), names.observations());
        }
    }
}
