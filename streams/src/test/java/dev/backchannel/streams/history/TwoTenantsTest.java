package dev.backchannel.streams.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Acceptance;
import dev.backchannel.avro.Control;
import dev.backchannel.avro.DeadLetter;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.Edit;
import dev.backchannel.avro.FollowUp;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.MiningResult;
import dev.backchannel.avro.MiningTask;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.PreferenceProfile;
import dev.backchannel.avro.Regeneration;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import dev.backchannel.avro.Turn;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.StreamsConfig;
import dev.backchannel.streams.TopologyHarness;
import dev.backchannel.streams.operation.Commands;
import dev.backchannel.topics.Keys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two tenants with the same users, conversations, turns and events, through the same topology at the same time: each gets what
 * it gets alone, whatever the other does, erases or quarantines.
 */
class TwoTenantsTest {
    private static final String ACME = "acme";
    private static final String BOLT = "bolt";
    private static final int STEPS = 120;
    private static final int COMMANDS_AT = STEPS / 2;
    private static final Duration STEP = Duration.ofMillis(200);
    private static final Worker WORKER = new Worker(7);
    private static final List<String> SAID = List.of(
            "no, that is wrong",
            "thanks, perfect",
            "what do you mean?",
            "From now on, be brief.",
            "are you open on Monday?");

    /** All that one tenant has of a run. */
    private record Seen(
            List<Preference> preferences,
            List<Disposition> dispositions,
            List<String> letters,
            List<MiningTask> tasks,
            List<PreferenceProfile> profiles,
            List<TurnState> turns,
            List<Control> controls) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void eachGetsWhatItGetsAlone(long seed) {
        Seen acmeAlone = run(seed, List.of(ACME)).get(ACME);
        Seen boltAlone = run(seed, List.of(BOLT)).get(BOLT);
        Map<String, Seen> both = run(seed, List.of(ACME, BOLT));

        assertThat(both.get(ACME)).isEqualTo(acmeAlone);
        assertThat(both.get(BOLT)).isEqualTo(boltAlone);
        assertThat(both.keySet()).containsExactly(ACME, BOLT);
        assertThat(acmeAlone.controls()).as("only acme's operators ask").hasSize(2);
        assertThat(boltAlone.preferences()).anyMatch(p -> "u1".equals(p.getUserId()));
        assertThat(boltAlone.profiles()).anyMatch(p -> p.getUserId().equals("u1"));
        assertThat(boltAlone.turns()).anyMatch(t -> "u1".equals(t.getUserId()));
        assertThat(both.get(BOLT).controls()).isEmpty();
        assertThat(acmeAlone.dispositions()).anyMatch(d -> d.getOutcome() == Outcome.ERASED);
        assertThat(boltAlone.dispositions()).noneMatch(d -> d.getOutcome() == Outcome.ERASED);
        assertThat(ids(acmeAlone.preferences(), Preference::getPreferenceId))
                .doesNotContainAnyElementsOf(ids(boltAlone.preferences(), Preference::getPreferenceId));
        assertThat(ids(acmeAlone.tasks(), MiningTask::getTaskId))
                .doesNotContainAnyElementsOf(ids(boltAlone.tasks(), MiningTask::getTaskId));
    }

    private static <V> List<String> ids(List<V> all, Function<V, String> id) {
        return all.stream().map(id).toList();
    }

    private static SortedMap<String, Seen> run(long seed, List<String> tenants) {
        List<Interaction> acme = script(ACME, seed);
        List<Interaction> bolt = script(BOLT, seed + 1_000);
        SortedMap<Integer, List<MiningResult>> due = new TreeMap<>();
        int read = 0;
        try (TopologyHarness harness = new TopologyHarness(StreamsConfig.fast())) {
            for (int i = 0; i < STEPS + 60; i++) {
                for (String tenant : tenants) {
                    if (i < STEPS) {
                        harness.send((tenant.equals(ACME) ? acme : bolt).get(i));
                    }
                    if (i == COMMANDS_AT && tenant.equals(ACME)) {
                        command(harness, new Commands("k1", "ann", "asked", harness.now()).erase(ACME, "u1"));
                        command(harness, new Commands("k2", "ann", "spam", harness.now()).quarantine(ACME, "u2"));
                    }
                }
                harness.advance(STEP);
                List<MiningTask> tasks = harness.tasks();
                for (; read < tasks.size(); read++) {
                    int now = i;
                    WORKER.reply(tasks.get(read)).ifPresent(reply -> due.computeIfAbsent(
                                    now + 1 + (int) (reply.after() / STEP.toMillis()), at -> new ArrayList<>())
                            .add(reply.result()));
                }
                due.getOrDefault(i, List.of())
                        .forEach(result -> harness.pipe(
                                harness.topics.miningResults,
                                Keys.of(result.getTenant(), result.getConversationId()),
                                result));
            }
            harness.settle();
            return seen(harness);
        }
    }

    private static void command(TopologyHarness harness, OperatorCommand command) {
        harness.pipe(harness.topics.operatorCommands, command.getTarget(), command);
    }

    private static SortedMap<String, Seen> seen(TopologyHarness harness) {
        List<Control> controls = harness.read(harness.topics.controls);
        SortedMap<String, Seen> seen = new TreeMap<>();
        harness.dispositions().forEach(d -> seen.put(d.getTenant(), null));
        seen.replaceAll((tenant, none) -> new Seen(
                of(tenant, harness.preferences(), Preference::getTenant),
                of(tenant, harness.dispositions(), Disposition::getTenant),
                of(tenant, harness.deadLetters(), DeadLetter::getTenant).stream()
                        .map(letter ->
                                letter.getConversationId() + ' ' + letter.getEventId() + ' ' + letter.getReason())
                        .toList(),
                of(tenant, harness.tasks(), MiningTask::getTenant),
                of(tenant, harness.profiles(), PreferenceProfile::getTenant),
                of(tenant, harness.turns(), TurnState::getTenant),
                of("user/" + tenant + '/', controls, c -> c.getTarget().replaceAll("[^/]*$", ""))));
        return seen;
    }

    private static <V> List<V> of(String tenant, List<V> all, Function<V, String> whose) {
        return all.stream()
                .filter(v -> v != null && tenant.equals(whose.apply(v)))
                .toList();
    }

    /** Ids from so few that a tenant often meets its own again, and the other's all the time. */
    private static List<Interaction> script(String tenant, long seed) {
        Random random = new Random(seed);
        List<Interaction> events = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            String conversation = "c" + random.nextInt(3);
            String turn = "t" + random.nextInt(8);
            Object payload = payload(tenant, turn, random);
            boolean isTurn = payload instanceof Turn;
            String event = isTurn ? turn : "e" + random.nextInt(200);
            events.add(Interaction.newBuilder(TopologyHarness.event(
                            event,
                            isTurn || random.nextInt(4) > 0 ? turn : null,
                            payload,
                            TopologyHarness.START,
                            random.nextInt(12) > 0))
                    .setTenant(tenant)
                    .setConversationId(conversation)
                    .setUserId(random.nextInt(8) == 0 ? null : "u" + (1 + random.nextInt(3)))
                    .build());
        }
        return events;
    }

    private static Object payload(String tenant, String turn, Random random) {
        String said = SAID.get(random.nextInt(SAID.size()));
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> TopologyHarness.turnOf("this is what we at " + tenant + " say to " + turn, "user: " + said);
            case 3 -> new Edit("this is what we at " + tenant + " would rather say to " + turn);
            case 4 -> new Thumb(ThumbValue.UP, null);
            case 5 -> new Thumb(ThumbValue.DOWN, null);
            case 6 -> new Regeneration("t" + random.nextInt(8));
            case 7 -> new Acceptance();
            default -> new FollowUp(said);
        };
    }
}
