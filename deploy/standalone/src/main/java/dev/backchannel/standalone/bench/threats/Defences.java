package dev.backchannel.standalone.bench.threats;

import dev.backchannel.learner.influence.InfluenceSettings;
import java.util.Optional;

/**
 * What stands between an attacker and the weights.
 *
 * @param identities an event teaches once, and a turn one pair and one label
 * @param influence bounds on users, conversations, tenants and copies; empty: none
 * @param gate refuses steps
 * @param quarantinedAfter rounds after which an operator has quarantined the attackers' accounts; empty: nobody does
 */
record Defences(
        boolean identities, Optional<InfluenceSettings> influence, boolean gate, Optional<Integer> quarantinedAfter) {
    /** All that is on by default. */
    static Defences on() {
        return new Defences(true, Optional.of(InfluenceSettings.defaults()), true, Optional.empty());
    }

    static Defences off() {
        return new Defences(false, Optional.empty(), false, Optional.empty());
    }

    /** And somebody who looks. */
    Defences quarantining(int afterRounds) {
        return new Defences(identities, influence, gate, Optional.of(afterRounds));
    }

    /** And a bound on what each tenant teaches in an hour. */
    Defences boundingTenants(double weight) {
        InfluenceSettings i = influence.orElseThrow();
        return with(i.largestWeight(), i.largestShare(), weight);
    }

    /** With bounds on each user for little traffic. */
    Defences boundingUsers(double weight, double share) {
        return with(weight, share, influence.orElseThrow().largestWeightOfTenant());
    }

    private Defences with(double ofUser, double share, double ofTenant) {
        InfluenceSettings i = influence.orElseThrow();
        InfluenceSettings bounded = new InfluenceSettings(
                i.window(),
                ofUser,
                share,
                i.largestWeightOfConversation(),
                ofTenant,
                i.copies(),
                i.burst(),
                i.remembered());
        return new Defences(identities, Optional.of(bounded), gate, quarantinedAfter);
    }
}
