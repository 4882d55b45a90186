package dev.backchannel.e2e.fault.run;

import java.util.Map;

/** Settings with which a death is noticed, and a window closed, within a second; and a gate that lets nonsense pass. */
public final class Quick {
    public static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("partitions", "1"),
            Map.entry("threads", "1"),
            Map.entry("streams.standby-replicas", "1"),
            Map.entry("streams.membership.session-timeout", "1s"),
            Map.entry("streams.membership.transaction-timeout", "2s"),
            Map.entry("streams.windows.edit", "200ms"),
            Map.entry("streams.windows.thumb", "200ms"),
            Map.entry("streams.windows.regeneration", "200ms"),
            Map.entry("streams.windows.follow-up", "200ms"),
            Map.entry("streams.windows.acceptance", "200ms"),
            Map.entry("streams.windows.orphan", "1s"),
            Map.entry("streams.windows.task", "300ms"),
            Map.entry("learner.membership.session-timeout", "1s"),
            Map.entry("learner.membership.transaction-timeout", "2s"),
            Map.entry("learner.sequence.tokens", "128"),
            Map.entry("learner.sequence.prompt-tokens", "64"),
            Map.entry("learner.padded-tokens", "1024"),
            Map.entry("learner.gate.thorough-every", "1000000"),
            Map.entry("learner.gate.thorough-movement", "1000000"),
            Map.entry("learner.gate.thorough-ending", "1000000"),
            Map.entry("learner.gate.probe-tokens", "4"),
            Map.entry("learner.gate.largest-kl", "1000"),
            Map.entry("learner.gate.tolerated-probes", "1000"),
            Map.entry("learner.gate.canaries.largest-drift", "1000"));

    private Quick() {}
}
