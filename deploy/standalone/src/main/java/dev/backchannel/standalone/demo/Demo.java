package dev.backchannel.standalone.demo;

import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.system.Standalone;

/** A population of simulated users chats with the running system, reacts, and measures what it learns. */
public final class Demo {
    private Demo() {}

    /**
     * @param system started; this waits until it is ready and leaves it running
     * @return the exit status: 0 when the loop closed
     */
    public static int run(DemoOptions options, Standalone system) {
        throw UserError.failure(
                "the simulated users are not built yet (asked for " + options.length() + " on " + system.url() + ")");
    }
}
