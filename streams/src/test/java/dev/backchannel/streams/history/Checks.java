package dev.backchannel.streams.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Preference;
import dev.backchannel.avro.SignalKind;
import dev.backchannel.streams.StreamsConfig;
import dev.backchannel.streams.history.Account.Timed;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What is asked of one history. Plays many, one after another. */
final class Checks implements AutoCloseable {
    private final Player player;
    /** Less than the shortest window, milliseconds. */
    private final long within;

    /** @param recentTurns that are kept in memory beside the stores; with 0 many histories take much less time */
    Checks(StreamsConfig config, int recentTurns) {
        this.player = new Player(config, recentTurns);
        this.within = Stream.of(SignalKind.values())
                        .filter(kind -> kind != SignalKind.UNKNOWN)
                        .mapToLong(kind -> config.windows().of(kind).toMillis())
                        .min()
                        .orElseThrow()
                * 9
                / 10;
    }

    /** Two orders of arrival within the shortest window teach the same. */
    void orderDoesNotMatter(Plan plan, long one, long other) {
        Worker worker = new Worker(plan.worker());
        Account first = player.live(Script.shuffled(plan, within, new Random(one)), worker, 150);
        Laws.hold(first, player.interactionsTopic(), player.firstOffset());
        Account second = player.live(Script.shuffled(plan, within, new Random(other)), worker, 150);
        assertThat(lessons(second)).as("preferences").isEqualTo(lessons(first));
    }

    /** Whatever happens, the laws hold, and the log taught again teaches the same. */
    Account accountHolds(Plan plan) {
        Account lived = live(plan);
        Laws.hold(lived, player.interactionsTopic(), player.firstOffset());
        assertSame(player.catchUp(lived.log()), lived, "read again at once");
        return lived;
    }

    /** Neither does it matter when the process ended in between. */
    void restartsDoNotMatter(Plan plan, long seed) {
        Account lived = live(plan);
        int size = lived.log().size();
        List<Integer> after =
                new Random(seed).ints(3, 1, size + 1).boxed().distinct().toList();
        Account again = player.restarted(lived.log(), 200, after);
        assertSame(again, lived, "restarted after " + after);
        Laws.hold(again, player.interactionsTopic(), player.firstOffset());
    }

    /** Nor when it was killed, and another took its partitions over. */
    void takeOversDoNotMatter(Plan plan, long seed) {
        Account lived = live(plan);
        Random random = new Random(seed);
        List<Integer> after =
                random.ints(3, 1, lived.log().size() + 1).boxed().distinct().toList();
        int commitEvery = 1 + random.nextInt(5);
        Account again = player.takenOver(lived.log(), 200, after, commitEvery);
        assertSame(again, lived, "taken over after " + after + ", with a commit every " + commitEvery);
        Laws.hold(again, player.interactionsTopic(), player.firstOffset());
    }

    private Account live(Plan plan) {
        return player.live(
                Script.asPlanned(plan),
                new Worker(plan.worker()),
                200,
                middle -> Laws.balances(middle, player.interactionsTopic(), player.firstOffset(), false));
    }

    private static void assertSame(Account again, Account first, String how) {
        assertThat(again.preferences())
                .as("preferences, %s", how)
                .containsExactlyInAnyOrderElementsOf(first.preferences());
        assertThat(again.dispositions())
                .as("dispositions, %s", how)
                .containsExactlyInAnyOrderElementsOf(first.dispositions());
        assertThat(again.profiles()).as("profiles, %s", how).isEqualTo(first.profiles());
        assertThat(again.counted()).as("figures of the users, %s", how).isEqualTo(first.counted());
        assertThat(again.tasks()).as("tasks, %s", how).containsExactlyInAnyOrderElementsOf(first.tasks());
    }

    /** All but when it was accepted, and in which order two signals for one preference are named. */
    private static List<String> lessons(Account account) {
        return account.preferences().stream()
                .map(Timed::value)
                .map(p -> new TreeSet<>(p.getEvidence()) + " "
                        + Preference.newBuilder(p)
                                .setAcceptedAt(Script.BEGIN)
                                .setEvidence(List.of())
                                .build())
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        player.close();
    }
}
