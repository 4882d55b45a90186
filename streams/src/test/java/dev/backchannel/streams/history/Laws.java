package dev.backchannel.streams.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import dev.backchannel.avro.Totals;
import dev.backchannel.streams.history.Account.Timed;
import dev.backchannel.streams.ledger.LedgerReport;
import dev.backchannel.streams.ledger.MadeLedger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What holds for every history. */
final class Laws {
    private Laws() {}

    static void hold(Account end, String topic, long firstOffset) {
        balances(end, topic, firstOffset, true);
        assertThat(end.turns()).as("nothing waits for ever").allMatch(t -> t.getPending()
                .isEmpty());
        evidenceIsMined(end);
        noTurnTeachesTwice(end);
        trustIsInOrder(end);
        aTaughtThumbStays(end);
        everyTurnCountsOnce(end);
    }

    /** @param over whether everything has settled */
    static void balances(Account account, String topic, long firstOffset, boolean over) {
        long read = interactions(account).count();
        MadeLedger ledger = new MadeLedger(topic, firstOffset, read);
        interactions(account)
                .forEach(e -> ledger.interaction(Script.BEGIN.plusMillis(e.at()), (Interaction) e.value()));
        account.turns().forEach(ledger::turn);
        account.dispositions().forEach(d -> ledger.disposition(d.value()));
        account.deadLetters().forEach(ledger::deadLetter);
        account.preferences().forEach(p -> ledger.preference(p.value()));
        LedgerReport before = ledger.untaught();
        assertThat(before.imbalances()).as("before the learner").isEmpty();
        if (over) {
            LedgerReport after = ledger.taught(account.preferences().stream()
                    .map(p -> p.value().getPreferenceId())
                    .toList());
            assertThat(after.imbalances()).as("after the learner").isEmpty();
            assertThat(after.inFlight()).as("in flight").isZero();
            long evidence = account.preferences().stream()
                    .mapToLong(p -> p.value().getEvidence().size())
                    .sum();
            assertThat(after.taught()).isEqualTo(evidence);
        }
    }

    private static void evidenceIsMined(Account account) {
        List<String> links = account.dispositions().stream()
                .map(Timed::value)
                .filter(d -> d.getOutcome() == Outcome.MINED)
                .map(d -> d.getPreferenceId() + " " + d.getEventId())
                .toList();
        List<String> evidence = account.preferences().stream()
                .map(Timed::value)
                .flatMap(p -> p.getEvidence().stream().map(e -> p.getPreferenceId() + " " + e))
                .toList();
        assertThat(links).as("links to preferences").containsExactlyInAnyOrderElementsOf(evidence);
    }

    /** A pair of two answers is a use of both turns. */
    private static void noTurnTeachesTwice(Account account) {
        assertThat(account.preferences().stream().map(Timed::value).flatMap(p -> uses(p).stream()
                        .map(turn -> scope(p.getTenant(), p.getConversationId())
                                + turn
                                + (p.getBody() instanceof Pair ? " pair" : " label"))))
                .as("a turn teaches at most one pair and one label")
                .doesNotHaveDuplicates();
    }

    private static Set<String> uses(Preference p) {
        Set<String> turns = new TreeSet<>(Set.of(p.getTurnId()));
        Stream.of("chosen_turn", "rejected_turn")
                .map(p.getExplanation()::get)
                .filter(t -> t != null)
                .forEach(turns::add);
        return turns;
    }

    private static void trustIsInOrder(Account account) {
        Map<String, Ranked> ranked = Ranked.of(account);
        for (Timed<Disposition> end : account.dispositions()) {
            Disposition d = end.value();
            if (d.getOutcome() == Outcome.SUPERSEDED && d.getReason().startsWith("by ")) {
                String scope = scope(d.getTenant(), d.getConversationId());
                Ranked loser = ranked.get(scope + d.getEventId());
                Ranked winner = ranked.get(scope + d.getReason().substring(3));
                if (winner.isSure() && loser.isSure()) {
                    assertThat(winner).as("%s beats %s", winner, loser).isGreaterThan(loser);
                }
            }
        }
    }

    private static void everyTurnCountsOnce(Account account) {
        long turns = account.turns().stream()
                .filter(t -> t.getTurn() != null && t.getTrain())
                .count();
        assertThat(account.counted().values().stream()
                        .mapToLong(Totals::getTurns)
                        .sum())
                .as("turns in the figures")
                .isEqualTo(turns);
        assertThat(account.counted().values())
                .as("no turn counts for more than one thumb, or one acceptance")
                .allMatch(t -> t.getThumbs() <= t.getTurns() && t.getAcceptances() <= t.getTurns())
                .allMatch(t -> t.getThumbsUp() <= t.getThumbs() && t.getNegativeFollowUps() <= t.getTurns());
    }

    /** Once a thumb has taught, taking it back comes too late. */
    private static void aTaughtThumbStays(Account account) {
        Map<String, Long> taughtAt = new HashMap<>();
        for (Timed<Preference> p : account.preferences()) {
            for (String turn : uses(p.value())) {
                String key = scope(p.value().getTenant(), p.value().getConversationId()) + turn;
                taughtAt.merge(key, p.at(), Math::min);
            }
        }
        Map<String, Interaction> events = interactions(account)
                .map(e -> (Interaction) e.value())
                .collect(Collectors.toMap(
                        e -> scope(e.getTenant(), e.getConversationId()) + e.getEventId(), e -> e, (a, b) -> a));
        for (Timed<Disposition> end : account.dispositions()) {
            Disposition d = end.value();
            String scope = scope(d.getTenant(), d.getConversationId());
            Interaction event = events.get(scope + d.getEventId());
            boolean takesBack =
                    event != null && event.getPayload() instanceof Thumb thumb && thumb.getValue() == ThumbValue.NONE;
            Long taught = taughtAt.get(scope + d.getTurnId());
            long acceptedAt = d.getAcceptedAt().toEpochMilli() - Script.BEGIN.toEpochMilli();
            if (takesBack && taught != null && taught <= acceptedAt && d.getOutcome() != Outcome.OPTED_OUT) {
                assertThat(d.getReason()).as("%s", d).matches("already_taught|undone|too_late: .*");
            }
        }
    }

    static Stream<Timed<org.apache.avro.specific.SpecificRecord>> interactions(Account account) {
        return account.log().stream().filter(e -> e.value() instanceof Interaction);
    }

    static String scope(String tenant, String conversationId) {
        return tenant + "/" + conversationId + "/";
    }
}
