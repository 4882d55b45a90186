package dev.backchannel.standalone.system;

import dev.backchannel.standalone.doors.Doors;
import dev.backchannel.standalone.source.Caller;
import dev.backchannel.streams.worker.ServerAccess;

/** How the mining worker gets through the doors of the policy server. */
public final class PolicyAccess {
    private PolicyAccess() {}

    /** Of the one in this process. */
    static ServerAccess own(Doors doors) {
        return new ServerAccess(doors::ownKey, doors.ownTrust(), doors.secure());
    }

    /** Of one elsewhere. */
    static ServerAccess of(Caller caller) {
        return new ServerAccess(caller.key(), caller.trust(), false);
    }
}
