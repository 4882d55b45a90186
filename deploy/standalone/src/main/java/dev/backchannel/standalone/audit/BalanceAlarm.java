package dev.backchannel.standalone.audit;

import dev.backchannel.streams.ledger.LedgerReport;
import dev.backchannel.streams.ledger.LedgerReport.Imbalance;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether somebody should hear that the ledger is out of balance: only of what two readings in a row found, so that no
 * single reading at an odd moment wakes anybody, and then once, until twice as much is wrong or all was well in between.
 */
final class BalanceAlarm {
    private Set<String> suspected = Set.of();
    private long told;

    /** @return what is wrong, when an alert is due */
    Optional<List<Imbalance>> look(LedgerReport report) {
        if (report.balanced()) {
            suspected = Set.of();
            told = 0;
            return Optional.empty();
        }
        List<Imbalance> confirmed = report.imbalances().stream()
                .filter(each -> suspected.contains(each.id()))
                .toList();
        suspected = report.imbalances().stream().map(Imbalance::id).collect(Collectors.toUnmodifiableSet());
        long wrong = report.unaccounted() + report.endedTwice();
        if (confirmed.isEmpty() || (told > 0 && wrong < 2 * told)) {
            return Optional.empty();
        }
        told = wrong;
        return Optional.of(confirmed);
    }

    /** Something was wrong when it last looked, and it should look again soon. */
    boolean suspects() {
        return !suspected.isEmpty() && told == 0;
    }
}
