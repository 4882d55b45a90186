package dev.backchannel.standalone.system;

import dev.backchannel.ingestion.IngestionConfig;
import dev.backchannel.standalone.config.RecordOverlay;
import dev.backchannel.standalone.config.Settings;

/** Reads each role's own configuration record from the settings. */
public final class RoleSettings {
    private final Settings settings;
    private final RecordOverlay overlay;

    public RoleSettings(Settings settings) {
        this.settings = settings;
        this.overlay = new RecordOverlay(settings);
    }

    Settings settings() {
        return settings;
    }

    IngestionConfig ingestion() {
        return overlay.over("ingestion", IngestionConfig.defaults());
    }
}
