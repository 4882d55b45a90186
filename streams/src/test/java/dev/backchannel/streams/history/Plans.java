package dev.backchannel.streams.history;

import dev.backchannel.streams.history.Plan.Prompt;
import dev.backchannel.streams.history.Plan.Reaction;
import dev.backchannel.streams.history.Plan.Said;
import dev.backchannel.streams.history.Plan.Talk;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Generates plans. */
final class Plans {
    private static final int HOUR = 3_600_000;
    private static final int MINUTE = 60_000;
    /** As long as a turn is remembered. */
    private static final int WEEK = 7 * 24 * HOUR;

    private Plans() {}

    /**
     * Anything goes: hours or weeks late, before its turn, twice, of the latest turn whatever that is, in conflict, by clocks
     * that are off by minutes.
     */
    static Arbitrary<Plan> wild() {
        Arbitrary<Long> times = Arbitraries.frequencyOf(
                Tuple.of(12, Arbitraries.longs().between(0, 1_500)),
                Tuple.of(10, Arbitraries.longs().between(0, 6_000)),
                Tuple.of(6, Arbitraries.longs().between(0, 20_000)),
                Tuple.of(2, Arbitraries.longs().between(HOUR, HOUR + 2_000)),
                Tuple.of(1, Arbitraries.longs().between(WEEK - 2_000, WEEK + 20_000)));
        Arbitrary<Integer> turns = Arbitraries.frequency(
                Tuple.of(6, 0), Tuple.of(6, 1), Tuple.of(4, 2), Tuple.of(2, 3), Tuple.of(1, 7), Tuple.of(1, -1));
        return plans(times, turns);
    }

    /** Only what does not depend on the order: each signal names its turn, and a repeat is the same. */
    static Arbitrary<Plan> orderless() {
        Arbitrary<Integer> turns =
                Arbitraries.frequency(Tuple.of(6, 0), Tuple.of(6, 1), Tuple.of(4, 2), Tuple.of(2, 3), Tuple.of(1, 7));
        return plans(Arbitraries.longs().between(0, 900), turns);
    }

    private static Arbitrary<Plan> plans(Arbitrary<Long> times, Arbitrary<Integer> turns) {
        Arbitrary<List<Talk>> talks = Arbitraries.frequencyOf(
                Tuple.of(5, talk("default", "c1", times).list().ofSize(1)),
                Tuple.of(
                        3,
                        Combinators.combine(
                                        talk("default", "c1", times),
                                        talk("acme", "c1", times),
                                        talk("default", "c2", times))
                                .as(List::of)));
        return Combinators.combine(
                        talks,
                        reaction(times, turns).list().ofMinSize(1).ofMaxSize(9),
                        Arbitraries.integers().between(0, 9))
                .as(Plan::new);
    }

    private static Arbitrary<Talk> talk(String tenant, String id, Arbitrary<Long> times) {
        Arbitrary<Said> said = Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(5, Prompt.GOES_ON), Tuple.of(4, Prompt.AGAIN), Tuple.of(1, Prompt.FORGETFUL)),
                        Arbitraries.integers().between(0, Script.MESSAGES.size() - 1),
                        Arbitraries.frequency(
                                Tuple.of(5, 0),
                                Tuple.of(5, 1),
                                Tuple.of(5, 2),
                                Tuple.of(5, 3),
                                Tuple.of(1, 4),
                                Tuple.of(1, 5)),
                        Arbitraries.frequency(Tuple.of(15, true), Tuple.of(1, false)),
                        times,
                        skews(),
                        again(times))
                .as((prompt, message, answer, train, at, skew, sent) ->
                        new Said(prompt, message, answer, train, at, skew, sent.after(), sent.conflict()));
        return said.list().ofMinSize(1).ofMaxSize(4).map(turns -> new Talk(tenant, id, turns));
    }

    private static Arbitrary<Reaction> reaction(Arbitrary<Long> times, Arbitrary<Integer> turns) {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 2),
                        turns,
                        Arbitraries.integers().between(0, Script.PAYLOADS.size() - 1),
                        Arbitraries.frequency(Tuple.of(5, 0), Tuple.of(2, 1), Tuple.of(1, 2)),
                        times,
                        skews(),
                        Arbitraries.frequency(Tuple.of(12, true), Tuple.of(1, false)),
                        again(times))
                .as((talk, turn, payload, user, at, skew, train, sent) ->
                        new Reaction(talk, turn, payload, user, at, skew, train, sent.after(), sent.conflict()));
    }

    private static Arbitrary<Long> skews() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.just(0L)),
                Tuple.of(2, Arbitraries.longs().between(-2_000, 2_000)),
                Tuple.of(1, Arbitraries.longs().between(-9 * MINUTE, 9 * MINUTE)));
    }

    /** While its identity is remembered: after a week the same id is another event's. */
    private static Arbitrary<Again> again(Arbitrary<Long> times) {
        Arbitrary<Long> after = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.just(-1L)), Tuple.of(1, times.map(at -> Math.min(at, HOUR))));
        return Combinators.combine(after, Arbitraries.frequency(Tuple.of(3, false), Tuple.of(1, true)))
                .as(Again::new);
    }

    private record Again(long after, boolean conflict) {}
}
