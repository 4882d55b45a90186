package dev.backchannel.standalone.system;

import dev.backchannel.standalone.UserError;
import dev.backchannel.topics.Cause;
import dev.backchannel.topics.Topics;
import dev.backchannel.topics.registry.RegistryAwayException;
import dev.backchannel.topics.registry.RegistryRefusedException;

/** Puts the topics' schemas into the registry, if one is configured, before the first record is written. */
public final class Registration {
    private Registration() {}

    /** @throws UserError if the registry does not take them, or does not answer */
    public static void of(Topics topics) {
        try {
            topics.registerSchemas();
        } catch (RegistryRefusedException e) {
            throw UserError.failure(Cause.message(e), e);
        } catch (RegistryAwayException e) {
            throw UserError.failure(e.getMessage() + "; check registry.url (--registry-url)", e);
        }
    }
}
