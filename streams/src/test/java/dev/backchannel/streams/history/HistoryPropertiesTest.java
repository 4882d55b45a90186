package dev.backchannel.streams.history;

import dev.backchannel.streams.StreamsConfig;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * What holds for every history of conversations, on the whole topology. A few here, 100,000 under {@code -Pload}; what once
 * failed stands in {@link HistoryCasesTest}.
 */
class HistoryPropertiesTest {
    /** One a thread: a failure is shrunk on another thread, which may still run when the next property begins. */
    private static final ThreadLocal<Checks> CHECKS =
            ThreadLocal.withInitial(() -> new Checks(StreamsConfig.fast(), 0));
    /** So few turns in memory that most come and go. */
    private static final ThreadLocal<Checks> REMEMBERING =
            ThreadLocal.withInitial(() -> new Checks(StreamsConfig.fast(), 3));

    @AfterContainer
    static void close() {
        CHECKS.get().close();
        REMEMBERING.get().close();
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void withinTheWindowTheOrderOfArrivalDoesNotMatter(
            @ForAll("orderless") Plan plan, @ForAll long one, @ForAll long other) {
        CHECKS.get().orderDoesNotMatter(plan, one, other);
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void theAccountHoldsAndTheLogTeachesTheSameAgain(@ForAll("wild") Plan plan) {
        CHECKS.get().accountHolds(plan);
    }

    @Property(tries = 10, edgeCases = EdgeCasesMode.NONE)
    void aRestartChangesNothing(@ForAll("wild") Plan plan, @ForAll long seed) {
        REMEMBERING.get().restartsDoNotMatter(plan, seed);
    }

    @Property(tries = 10, edgeCases = EdgeCasesMode.NONE)
    void aTakeOverChangesNothing(@ForAll("wild") Plan plan, @ForAll long seed) {
        REMEMBERING.get().takeOversDoNotMatter(plan, seed);
    }

    @Tag("load")
    @Property(tries = 40_000, edgeCases = EdgeCasesMode.NONE)
    void manyInAnyOrder(@ForAll("orderless") Plan plan, @ForAll long one, @ForAll long other) {
        CHECKS.get().orderDoesNotMatter(plan, one, other);
    }

    @Tag("load")
    @Property(tries = 54_000, edgeCases = EdgeCasesMode.NONE)
    void manyAccounts(@ForAll("wild") Plan plan) {
        CHECKS.get().accountHolds(plan);
    }

    @Tag("load")
    @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
    void manyRestarts(@ForAll("wild") Plan plan, @ForAll long seed) {
        REMEMBERING.get().restartsDoNotMatter(plan, seed);
    }

    @Tag("load")
    @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
    void manyTakeOvers(@ForAll("wild") Plan plan, @ForAll long seed) {
        REMEMBERING.get().takeOversDoNotMatter(plan, seed);
    }

    @Provide
    Arbitrary<Plan> orderless() {
        return Plans.orderless();
    }

    @Provide
    Arbitrary<Plan> wild() {
        return Plans.wild();
    }
}
