package dev.backchannel.standalone.system;

import dev.backchannel.access.CommandTrust;
import dev.backchannel.ingestion.IngestionConfig;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.LearnerPresets;
import dev.backchannel.learner.gate.CanarySettings;
import dev.backchannel.learner.gate.Gate;
import dev.backchannel.policy.ModelConfig;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.server.ServerConfig;
import dev.backchannel.server.emission.SpoolConfig;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.config.RecordOverlay;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.doors.DoorsConfig;
import dev.backchannel.standalone.store.Stores;
import dev.backchannel.streams.StreamsConfig;
import dev.backchannel.streams.config.ExperimentRules;
import dev.backchannel.streams.worker.MiningConfig;
import java.net.URI;

/** Reads each role's own configuration record from the settings. */
public final class RoleSettings {
    private enum WindowsPreset {
        FAST,
        PRODUCTION
    }

    /** The one learner of a data folder, over its restarts. */
    private static final String LEARNER_OF_THE_FOLDER = "standalone";

    private final Settings settings;
    private final RecordOverlay overlay;
    private final boolean everythingHere;
    private final String server;

    /** @param everythingHere one process owns the data folder and runs every role */
    public RoleSettings(Settings settings, boolean everythingHere) {
        this(settings, everythingHere, ServerConfig.ONLY);
    }

    private RoleSettings(Settings settings, boolean everythingHere, String server) {
        this.settings = settings;
        this.overlay = new RecordOverlay(settings);
        this.everythingHere = everythingHere;
        this.server = server;
    }

    /** @param place where this process alone listens: what its policy server is called unless it is given a name */
    RoleSettings at(String place) {
        return new RoleSettings(settings, everythingHere, place);
    }

    /** @param role whose store it is: what is copied from elsewhere is each role's own */
    CheckpointStore store(DataDirectory data, String role) {
        return Stores.open(settings, data.store(), data.storeCopies(role));
    }

    DoorsConfig doors() {
        return overlay.over("doors", DoorsConfig.defaults());
    }

    IngestionConfig ingestion() {
        return overlay.over("ingestion", IngestionConfig.defaults());
    }

    StreamsConfig streams() {
        StreamsConfig preset =
                switch (settings.oneOf("windows", WindowsPreset.class)) {
                    case FAST -> StreamsConfig.fast();
                    case PRODUCTION -> StreamsConfig.production();
                };
        return overlay.over("streams", preset);
    }

    MiningConfig mining(URI policyUrl) {
        return overlay.over("mining", MiningConfig.defaults(policyUrl));
    }

    public LearnerConfig learner(ModelConfig model) {
        LearnerConfig preset = LearnerPresets.of(model).withShadow(settings.flag("shadow"));
        return overlay.over(
                "learner",
                everythingHere ? preset.withMembership(preset.membership().as(LEARNER_OF_THE_FOLDER)) : preset);
    }

    ServerConfig policyServer(DataDirectory data) {
        ServerConfig preset = ServerConfig.defaults(data.root());
        SpoolConfig spool = preset.spool();
        return overlay.over(
                "policy-server",
                preset.withInstance(server)
                        .withShadow(settings.flag("shadow"))
                        .withPage(preset.page().withShowTexts(everythingHere))
                        .withSpool(new SpoolConfig(spool.maxBytes(), spool.segmentBytes(), settings.flag("fsync"))));
    }

    /**
     * Reads all that needs no model, so that a wrong value fails the start before anything slow begins.
     *
     * @param learns whether the learner runs here: the files that its settings name lie on its machine alone
     */
    void check(DataDirectory data, boolean learns) {
        doors();
        ingestion();
        streams();
        mining(URI.create("http://localhost"));
        policyServer(data);
        Stores.check(settings);
        if (learns) {
            try {
                Gate.check(overlay.over("learner.gate.canaries", CanarySettings.defaults()));
            } catch (IllegalArgumentException e) {
                throw wrongCanaries(e);
            }
        }
    }

    /** @throws UserError if the guard would order what nobody carries out */
    void checkGuard(CommandTrust trust) {
        ExperimentRules rules = streams().experiment();
        if (!trust.isEverybody() && !trust.canSign() && (rules.guard() || rules.promote())) {
            throw UserError.usage(
                    "operators.keys is set, and the guard has no key to sign with: make one with `ops keygen"
                            + " guard`, add the line that it prints to the file of operators.keys, and set operators.guard-key"
                            + " (or switch streams.experiment.guard and streams.experiment.promote off)");
        }
    }

    static UserError wrongCanaries(IllegalArgumentException e) {
        return UserError.usage(e.getMessage() + " (--gate-set, learner.gate.canaries.set)");
    }
}
