package dev.backchannel.standalone.chaos;

import dev.backchannel.streams.ledger.LedgerReport;
import java.util.ArrayList;
import java.util.List;

/**
 * What the topics say after the faults.
 *
 * @param acknowledged ids that a server said it has taken
 * @param lost those of them that are not on {@code interactions}
 * @param taughtTwice preferences that two committed steps of the served lineage used as new
 * @param writtenTwice preferences with the same id on the log
 * @param forks checkpoints from which two were promoted
 * @param steps committed, of the served lineage
 */
public record Findings(
        LedgerReport ledger,
        int acknowledged,
        List<String> lost,
        List<String> taughtTwice,
        List<String> writtenTwice,
        List<String> forks,
        int steps) {
    private static final int SHOWN = 5;

    public Findings {
        lost = List.copyOf(lost);
        taughtTwice = List.copyOf(taughtTwice);
        writtenTwice = List.copyOf(writtenTwice);
        forks = List.copyOf(forks);
    }

    /** What was promised and did not hold, in words; empty if all did. */
    public List<String> broken() {
        List<String> broken = new ArrayList<>();
        if (acknowledged == 0) {
            broken.add("no server has acknowledged anything, so that nothing could be lost; what do they log?");
        }
        if (!ledger.balanced()) {
            broken.add(ledger.unaccounted() + " signals are unaccounted for and " + ledger.endedTwice()
                    + " ended twice: "
                    + ledger.imbalances().stream().limit(SHOWN).toList());
        }
        if (ledger.inFlight() > 0) {
            broken.add(ledger.inFlight() + " signals are still on their way: " + ledger.byOutcome());
        }
        if (!ledger.notes().isEmpty()) {
            broken.add("the topics could not be read to the end: " + ledger.notes());
        }
        tell(broken, lost, "acknowledged events are not on the log");
        tell(broken, taughtTwice, "preferences were taught twice");
        tell(broken, writtenTwice, "preferences were written twice");
        tell(broken, forks, "checkpoints have two promoted successors");
        return broken;
    }

    private static void tell(List<String> broken, List<String> ids, String what) {
        if (!ids.isEmpty()) {
            broken.add(
                    ids.size() + " " + what + ": " + ids.stream().limit(SHOWN).toList());
        }
    }
}
