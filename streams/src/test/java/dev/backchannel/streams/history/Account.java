package dev.backchannel.streams.history;

import dev.backchannel.avro.DeadLetter;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.MiningTask;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Totals;
import dev.backchannel.avro.TurnState;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * What came of a history, with all times counted from {@link Script#BEGIN}.
 *
 * @param log what was read, interactions and mining results, in that order
 * @param turns every turn's state at that moment
 * @param profiles each user's, an entry a line
 */
record Account(
        List<Timed<SpecificRecord>> log,
        List<Timed<Preference>> preferences,
        List<Timed<Disposition>> dispositions,
        List<DeadLetter> deadLetters,
        List<MiningTask> tasks,
        List<TurnState> turns,
        Map<String, List<String>> profiles,
        Map<String, Totals> counted) {
    /** @param at milliseconds after the begin */
    record Timed<V>(long at, V value) {}
}
