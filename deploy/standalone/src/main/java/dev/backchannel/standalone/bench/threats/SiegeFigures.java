package dev.backchannel.standalone.bench.threats;

import java.util.SortedMap;

/**
 * What came of an attack.
 *
 * @param defended whether the defences were on
 * @param taught preferences that the served policy has learned
 * @param share of their weight that is the attackers'
 * @param stopped attackers' signals and preferences that taught nothing, by reason
 * @param refused steps that the gate stood against
 * @param wanted share of answers to held-out questions that are as the attackers want
 * @param wantedBefore the same of the base
 * @param satisfied share that honest users are satisfied with
 */
record SiegeFigures(
        Attack attack,
        boolean defended,
        int taught,
        double share,
        SortedMap<String, Integer> stopped,
        int refused,
        double wanted,
        double wantedBefore,
        double satisfied,
        double seconds) {}
