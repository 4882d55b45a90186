package dev.backchannel.topics;

import dev.backchannel.access.CommandTrust;
import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.ComponentStatus;
import dev.backchannel.avro.Control;
import dev.backchannel.avro.DeadLetter;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.Experiment;
import dev.backchannel.avro.ExperimentMetrics;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.MiningResult;
import dev.backchannel.avro.MiningTask;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.PreferenceProfile;
import dev.backchannel.avro.RegisteredSchema;
import dev.backchannel.redaction.Redactor;
import dev.backchannel.topics.Topic.Cleanup;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Every topic of the system, declared once. Keys are {@code tenant/id} unless their comment says otherwise. */
public final class Topics {
    private final TopicSettings settings;
    private final SchemaStore schemas;
    private final Traces traces;
    private final Map<String, Schema> schemaOfTopic = new LinkedHashMap<>();
    private final CommandTrust trust;
    private final Redactor redactor;

    /** Raw events in; key tenant/conversation_id; the broker's time is accepted_at. */
    public final Topic<String, Interaction> interactions;
    /** What the learner eats; key tenant/conversation_id; one partition, so that there is one order. */
    public final Topic<String, Preference> preferences;
    /** What became of each signal; key tenant/event_id. */
    public final Topic<String, Disposition> dispositions;
    /** What nobody could use; the original key. */
    public final Topic<String, DeadLetter> deadLetters;
    /** Work for the mining worker; key tenant/conversation_id. */
    public final Topic<String, MiningTask> miningTasks;
    /** Its answers; key tenant/conversation_id. */
    public final Topic<String, MiningResult> miningResults;
    /** Each step's composition, before it is taken; key policy. */
    public final Topic<String, LearnerStep> learnerSteps;
    /** Committed checkpoints; key checkpoint_id. */
    public final Topic<String, Checkpoint> checkpoints;
    /** Key tenant/user_id. */
    public final Topic<String, PreferenceProfile> profiles;
    /** Desired arms; key experiment_id. */
    public final Topic<String, Experiment> experiments;
    /** Desired state; key target. */
    public final Topic<String, Control> controls;
    /** Key experiment_id. */
    public final Topic<String, ExperimentMetrics> experimentMetrics;
    /** Key target. */
    public final Topic<String, OperatorCommand> operatorCommands;
    /** Key target. */
    public final Topic<String, OperatorEvent> operatorEvents;
    /** Heartbeats; key component instance. */
    public final Topic<String, ComponentStatus> status;
    /** Writers' schemas; key fingerprint. */
    public final Topic<String, RegisteredSchema> schemasTopic;

    /** Topics that know only the schemas this build was made with. */
    public Topics(TopicSettings settings) {
        this(settings, new ReleasedSchemas());
    }

    /** @param schemas where a reader finds the writer's schema of a fingerprint */
    public Topics(TopicSettings settings, SchemaStore schemas) {
        this(settings, schemas, Traces.OFF);
    }

    /** @param traces of whoever reads and writes them */
    public Topics(TopicSettings settings, SchemaStore schemas, Traces traces) {
        this(settings, schemas, traces, CommandTrust.EVERYBODY);
    }

    /**
     * @param traces of whoever reads and writes them
     * @param trust whose records on {@code operator-commands} count
     */
    public Topics(TopicSettings settings, SchemaStore schemas, Traces traces, CommandTrust trust) {
        this(settings, schemas, traces, trust, Redactor.NONE);
    }

    private Topics(TopicSettings settings, SchemaStore schemas, Traces traces, CommandTrust trust, Redactor redactor) {
        this.settings = settings;
        this.schemas = schemas;
        this.traces = traces;
        this.trust = trust;
        this.redactor = redactor;
        Topic<String, Interaction> events = wide("interactions", Interaction.class, 30, true);
        interactions = redactor == Redactor.NONE ? events : events.writing(redactor);
        preferences = ofPolicy("preferences", Preference.class, Cleanup.DELETE, 90);
        dispositions = wide("dispositions", Disposition.class, 90, false);
        deadLetters = wide("dead-letters", DeadLetter.class, 90, false);
        miningTasks = wide("mining-tasks", MiningTask.class, 7, false);
        miningResults = wide("mining-results", MiningResult.class, 7, true);
        learnerSteps = ofPolicy("learner-steps", LearnerStep.class, Cleanup.DELETE, 365);
        checkpoints = ofPolicy("checkpoints", Checkpoint.class, Cleanup.COMPACT, 0);
        profiles = topic(
                settings.name("profiles"), PreferenceProfile.class, settings.partitions(), Cleanup.COMPACT, 0, false);
        experiments = single("experiments", Experiment.class, Cleanup.COMPACT, 0);
        controls = single("controls", Control.class, Cleanup.COMPACT, 0);
        experimentMetrics = single("experiment-metrics", ExperimentMetrics.class, Cleanup.DELETE, 30);
        // By the broker's clock, since nobody else's says whether a command had expired.
        operatorCommands =
                topic(settings.name("operator-commands"), OperatorCommand.class, 1, Cleanup.DELETE, 365, true);
        operatorEvents = single("operator-events", OperatorEvent.class, Cleanup.DELETE, 365);
        status = single("status", ComponentStatus.class, Cleanup.COMPACT, 0);
        schemasTopic = new Topic<>( // read by whoever has no registry, so never in a registry's format
                settings.name("schemas"),
                Serdes.String(),
                serde(RegisteredSchema.class),
                1,
                Cleanup.COMPACT,
                Duration.ZERO,
                false);
    }

    /** The same, but that whoever writes to {@code interactions} leaves out what may not be stored. */
    public Topics redacting(Redactor redactor) {
        return new Topics(settings, schemas, traces, trust, redactor);
    }

    /** The same, but that readers wait for so long for a schema registry that is away, before they give a record up for now. */
    public Topics patient(Duration longest) {
        return new Topics(settings.patient(longest), schemas, traces, trust, redactor);
    }

    public TopicSettings settings() {
        return settings;
    }

    public Traces traces() {
        return traces;
    }

    /** Whose records on {@code operator-commands} count. */
    public CommandTrust trust() {
        return trust;
    }

    public List<Topic<String, ?>> all() {
        return List.of(
                interactions,
                preferences,
                dispositions,
                deadLetters,
                miningTasks,
                miningResults,
                learnerSteps,
                checkpoints,
                profiles,
                experiments,
                controls,
                experimentMetrics,
                operatorCommands,
                operatorEvents,
                status,
                schemasTopic);
    }

    /**
     * Registers every topic's schema, where a registry is configured; what stands there is left as it is.
     *
     * @throws dev.backchannel.topics.registry.RegistryRefusedException if it is incompatible, or not allowed
     * @throws dev.backchannel.topics.registry.RegistryAwayException if the registry does not answer
     */
    public void registerSchemas() {
        settings.registry()
                .ifPresent(there ->
                        schemaOfTopic.forEach((topic, schema) -> there.id(ConfluentFormat.subject(topic), schema)));
    }

    /** A serde for any record of the contract that stays with us: state stores, files. Never in a registry's format. */
    public <V extends SpecificRecord> Serde<V> serde(Class<V> type) {
        return SingleObject.serde(type, schemas);
    }

    private <V extends SpecificRecord> Serde<V> valueSerde(Class<V> type) {
        Serde<V> own = serde(type);
        return settings.registry()
                .map(there -> ConfluentFormat.serde(type, there, own.deserializer()))
                .orElse(own);
    }

    private <V extends SpecificRecord> Topic<String, V> wide(String name, Class<V> type, int days, boolean brokerTime) {
        return topic(settings.name(name), type, settings.partitions(), Cleanup.DELETE, days, brokerTime);
    }

    private <V extends SpecificRecord> Topic<String, V> single(String name, Class<V> type, Cleanup cleanup, int days) {
        return topic(settings.name(name), type, 1, cleanup, days, false);
    }

    private <V extends SpecificRecord> Topic<String, V> ofPolicy(
            String name, Class<V> type, Cleanup cleanup, int days) {
        return topic(settings.policyName(name), type, 1, cleanup, days, false);
    }

    private <V extends SpecificRecord> Topic<String, V> topic(
            String fullName, Class<V> type, int partitions, Cleanup cleanup, int days, boolean brokerTime) {
        schemaOfTopic.put(fullName, SpecificData.getForClass(type).getSchema(type));
        return new Topic<>(
                fullName, Serdes.String(), valueSerde(type), partitions, cleanup, Duration.ofDays(days), brokerTime);
    }
}
