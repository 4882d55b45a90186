package dev.backchannel.standalone.system;

import dev.backchannel.standalone.config.Settings;

/** Reads each role's own configuration record from the settings. */
public final class RoleSettings {
    private final Settings settings;

    public RoleSettings(Settings settings) {
        this.settings = settings;
    }

    Settings settings() {
        return settings;
    }
}
