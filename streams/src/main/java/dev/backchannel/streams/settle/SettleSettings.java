package dev.backchannel.streams.settle;

import dev.backchannel.streams.attribution.Sweep;
import dev.backchannel.streams.config.TextLimits;
import dev.backchannel.streams.config.Windows;
import dev.backchannel.streams.mining.EditStudies;
import dev.backchannel.streams.mining.Miners;
import dev.backchannel.streams.observe.Observer;
import dev.backchannel.streams.observe.SignalReader;
import java.time.Duration;

/**
 * How turns are settled.
 *
 * @param studies asks what lessons say of their users' wishes
 * @param retention how long a turn may be reacted to
 * @param punctuateEvery how often closed windows are looked for
 * @param sweepEvery how often forgotten turns are deleted
 * @param clockGrace by how much the broker's clock may be behind ours
 * @param resultGrace after its deadline a task's result gets this long to be read
 * @param firewall what the control arm answered teaches nothing
 * @param recentTurns how many turns of a partition are kept in memory, too, without their texts
 */
public record SettleSettings(
        Windows windows,
        TextLimits limits,
        Miners miners,
        EditStudies studies,
        Duration retention,
        Duration punctuateEvery,
        Duration sweepEvery,
        Duration clockGrace,
        Duration resultGrace,
        boolean firewall,
        int recentTurns) {
    /** How long a turn is known: longer than it may be reacted to, so that it can be said that somebody came too late. */
    Duration memory() {
        return Sweep.past(retention);
    }

    Settler settler(TurnStore turns, Erasure erasure, EffectSink sink) {
        return new Settler(
                new Admission(windows, limits, retention, erasure),
                new Settlement(windows, miners, studies, new Firewall(firewall)),
                new Answers(miners),
                new Observer(new SignalReader(miners, limits.answer(), firewall)),
                erasure,
                turns,
                sink);
    }
}
