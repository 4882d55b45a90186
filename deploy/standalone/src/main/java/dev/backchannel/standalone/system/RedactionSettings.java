package dev.backchannel.standalone.system;

import dev.backchannel.redaction.Redactor;
import dev.backchannel.redaction.RedactorReader;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.topics.Cause;

/** What the knobs {@code redaction.*} say. */
final class RedactionSettings {
    private RedactionSettings() {}

    /** @throws UserError if a kind is not known or the file of patterns is wrong */
    static Redactor redactor(Settings settings) {
        try {
            return RedactorReader.read(
                    settings.optionalText("redaction.kinds").orElse(""), settings.optionalPath("redaction.patterns"));
        } catch (IllegalArgumentException e) {
            throw UserError.usage(Cause.message(e));
        }
    }
}
