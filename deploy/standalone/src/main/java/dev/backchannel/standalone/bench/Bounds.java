package dev.backchannel.standalone.bench;

import dev.backchannel.standalone.UserError;

/** What a number on the command line may be. */
public final class Bounds {
    private Bounds() {}

    /** @throws UserError exit 2, naming the option and its value */
    public static void within(String option, double value, double most) {
        if (!(value > 0 && value <= most)) {
            throw UserError.usage(option + " is " + value + ", but must be more than 0 and at most " + (long) most);
        }
    }
}
