package dev.backchannel.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Acceptance;
import dev.backchannel.avro.Conversation;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.Edit;
import dev.backchannel.avro.FollowUp;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Regeneration;
import dev.backchannel.avro.SeenEvent;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import dev.backchannel.avro.Turn;
import dev.backchannel.streams.attribution.EventIdentity;
import dev.backchannel.streams.attribution.FollowUpDerivation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What holds for every history, on the whole topology. */
class HistoryPropertiesTest {
    private static final int TURNS = 4;
    private static final List<String> TURN_IDS = List.of("t0", "t1", "t2", "t3");
    private static final Instant T0 = TopologyHarness.START;

    /** A signal without its id; the id is its place in the history. */
    private record Signal(String turnId, Object payload, int occurredMs, boolean train) {}

    @Property(tries = 150)
    void withinTheWindowTheOrderOfArrivalDoesNotMatter(
            @ForAll("signals") List<Signal> signals, @ForAll("shapes") int shape, @ForAll Random random) {
        List<Interaction> turns = turns(shape);
        List<Interaction> events = events(signals);
        Set<String> one = taught(interleaved(turns, events, new Random(1)));
        List<Interaction> again = new ArrayList<>(events);
        again.addAll(events.subList(0, events.size() / 2)); // some come twice
        Collections.shuffle(again, random);
        assertThat(taught(interleaved(turns, again, random))).isEqualTo(one);
    }

    @Property(tries = 150)
    void everySignalEndsOnceAndNoTurnTeachesTwice(
            @ForAll("signals") List<Signal> signals, @ForAll("shapes") int shape, @ForAll Random random) {
        List<Interaction> events = new ArrayList<>(events(signals));
        events.addAll(events.subList(0, events.size() / 3));
        events.addAll(conflicts(events, random));
        Collections.shuffle(events, random);
        List<Interaction> arrivals = interleaved(turns(shape), events, random);
        try (TopologyHarness topology = new TopologyHarness(StreamsConfig.fast())) {
            Arrivals expected = new Arrivals();
            for (Interaction event : arrivals) {
                topology.advance(Duration.ofMillis(random.nextInt(2000))).send(event);
                expected.accept(event, topology.now());
            }
            topology.settle().settle();
            assertThat(topology.dispositions())
                    .extracting(Disposition::getEventId)
                    .as("each signal ends once")
                    .containsExactlyInAnyOrderElementsOf(expected.signals);
            assertThat(topology.deadLetters()).hasSize(expected.conflicts);
            assertThat(topology.turns()).allMatch(t -> t.getPending().isEmpty());
            assertEvidenceIsMined(topology);
            assertThat(topology.preferences().stream().map(HistoryPropertiesTest::use))
                    .as("a turn teaches at most one pair and one label")
                    .doesNotHaveDuplicates();
        }
    }

    private static void assertEvidenceIsMined(TopologyHarness topology) {
        Set<String> links = topology.dispositions().stream()
                .filter(d -> d.getOutcome() == Outcome.MINED)
                .map(d -> d.getPreferenceId() + " " + d.getEventId())
                .collect(Collectors.toSet());
        Set<String> evidence = topology.preferences().stream()
                .flatMap(p -> p.getEvidence().stream().map(e -> p.getPreferenceId() + " " + e))
                .collect(Collectors.toSet());
        assertThat(links).isEqualTo(evidence);
    }

    private static String use(Preference p) {
        return p.getTurnId() + (p.getBody() instanceof Pair ? " pair" : " label");
    }

    /** All preferences of a history whose events arrive within the shortest window. */
    private static Set<String> taught(List<Interaction> arrivals) {
        try (TopologyHarness topology = new TopologyHarness(StreamsConfig.fast())) {
            for (Interaction event : arrivals) {
                topology.send(event).advance(Duration.ofMillis(900 / arrivals.size()));
            }
            topology.settle();
            return topology.preferences().stream()
                    .map(p -> use(p) + " " + p.getSignal() + " " + new TreeSet<>(p.getEvidence()) + " " + p.getWeight()
                            + " " + p.getBody())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** Turns stay in their order, signals go anywhere between them. */
    private static List<Interaction> interleaved(List<Interaction> turns, List<Interaction> signals, Random random) {
        List<Interaction> all = new ArrayList<>(signals);
        int at = 0;
        for (Interaction turn : turns) {
            at += random.nextInt(all.size() - at + 1);
            all.add(at++, turn);
        }
        return all;
    }

    /** The same ids with another body. */
    private static List<Interaction> conflicts(List<Interaction> events, Random random) {
        return events.stream()
                .filter(e -> random.nextInt(5) == 0)
                .map(e -> Interaction.newBuilder(e)
                        .setPayload(new Edit("in conflict " + random.nextInt()))
                        .build())
                .toList();
    }

    private static List<Interaction> events(List<Signal> signals) {
        List<Interaction> events = new ArrayList<>();
        for (int i = 0; i < signals.size(); i++) {
            Signal s = signals.get(i);
            events.add(
                    TopologyHarness.event("e" + i, s.turnId(), s.payload(), T0.plusMillis(s.occurredMs()), s.train()));
        }
        return events;
    }

    /** Bit i of the shape: turn i answers the same prompt again instead of going on. */
    private static List<Interaction> turns(int shape) {
        List<Interaction> turns = new ArrayList<>();
        List<String> messages = new ArrayList<>(List.of("user: what is on tonight?"));
        for (int i = 0; i < TURNS; i++) {
            String answer = "answer number " + i + " about the programme";
            Turn turn = TopologyHarness.turnOf(answer, messages.toArray(String[]::new));
            turns.add(TopologyHarness.event(TURN_IDS.get(i), TURN_IDS.get(i), turn, T0, true));
            if ((shape >> i & 1) == 0) {
                messages.add("assistant: " + answer);
                messages.add("user: "
                        + List.of("Thanks!", "That is wrong.", "And tomorrow?", "No, I meant today.")
                                .get(i));
            }
        }
        return turns;
    }

    @Provide
    Arbitrary<Integer> shapes() {
        return Arbitraries.integers().between(0, (1 << TURNS) - 1);
    }

    @Provide
    Arbitrary<List<Signal>> signals() {
        Arbitrary<String> turnIds = Arbitraries.frequency(
                Tuple.of(6, "t0"), Tuple.of(6, "t1"), Tuple.of(3, "t2"), Tuple.of(2, "t3"), Tuple.of(1, "unknown"));
        Arbitrary<Integer> times = Arbitraries.integers().between(0, 5000);
        Arbitrary<Boolean> train = Arbitraries.frequency(Tuple.of(9, true), Tuple.of(1, false));
        return Combinators.combine(turnIds, payloads(), times, train)
                .as(Signal::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(9);
    }

    private static Arbitrary<Object> payloads() {
        return Arbitraries.of(
                new Edit("an answer in my own words"),
                new Edit("answer number 0 about the programme"),
                new Edit(""),
                new Thumb(ThumbValue.UP, null),
                new Thumb(ThumbValue.DOWN, null),
                new Thumb(ThumbValue.UP, null),
                new Thumb(ThumbValue.DOWN, null),
                new Thumb(ThumbValue.NONE, null),
                new Regeneration("t1"),
                new Regeneration("t2"),
                new Regeneration("t3"),
                new FollowUp("Thanks!"),
                new FollowUp("That is wrong."),
                new FollowUp("And then?"),
                new Acceptance());
    }

    /** What the log holds, by the rules that the ledger uses. */
    private static final class Arrivals {
        private final List<String> signals = new ArrayList<>();
        private final Map<String, SeenEvent> seen = new HashMap<>();
        private Conversation conversation = FollowUpDerivation.empty();
        private int conflicts;

        void accept(Interaction event, Instant at) {
            switch (EventIdentity.judge(event, at, Duration.ofDays(7), seen::get)) {
                case DUPLICATE -> {}
                case CONFLICT, RESERVED -> conflicts++;
                case NEW -> {
                    EventIdentity.keys(event).forEach(key -> seen.put(key, EventIdentity.remember(event, at)));
                    if (event.getPayload() instanceof Turn turn) {
                        FollowUpDerivation.Accepted accepted = FollowUpDerivation.accept(
                                conversation, event.getTurnId(), event.getEventId(), turn, at);
                        conversation = accepted.conversation();
                        accepted.followUp().ifPresent(f -> signals.add(f.eventId()));
                    } else {
                        signals.add(event.getEventId());
                    }
                }
            }
        }
    }
}
