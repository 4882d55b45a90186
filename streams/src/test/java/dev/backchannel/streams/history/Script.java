package dev.backchannel.streams.history;

import dev.backchannel.avro.Acceptance;
import dev.backchannel.avro.Edit;
import dev.backchannel.avro.FollowUp;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.Other;
import dev.backchannel.avro.Regeneration;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import dev.backchannel.avro.Turn;
import dev.backchannel.streams.TopologyHarness;
import dev.backchannel.streams.history.Plan.Reaction;
import dev.backchannel.streams.history.Plan.Said;
import dev.backchannel.streams.history.Plan.Talk;
import dev.backchannel.topics.Arms;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** Writes the events of a plan. */
final class Script {
    static final Instant BEGIN = TopologyHarness.START;
    static final List<String> MESSAGES = List.of(
            "Thanks!",
            "That is wrong.",
            "And tomorrow?",
            "No, I meant today.",
            "what is on tonight?",
            "And then?",
            "From now on, no emoji.");
    static final List<String> ANSWERS = List.of(
            "the first film begins at eight",
            "a concert in the park, with fireworks afterwards",
            "nothing at all that I know of",
            "the museum is open until ten",
            "",
            "I'm sorry, but I can't help with that.");
    static final List<String> USERS = Arrays.asList("u1", "u2", null);
    /** In the conversation that such a change belongs to. */
    static final Other CHANGE = new Other("profile", "{\"replace\":[{\"sentence\":\"No emoji, please.\"}]}");

    static final List<Object> PAYLOADS = List.of(
            new Edit("an answer in my own words"),
            new Edit("the first film begins at eight"),
            new Edit("  "),
            new Thumb(ThumbValue.UP, null),
            new Thumb(ThumbValue.DOWN, null),
            new Thumb(ThumbValue.NONE, null),
            new Regeneration("t0"),
            new Regeneration("t1"),
            new Regeneration("t2"),
            new Regeneration("t3"),
            new FollowUp("Thanks!"),
            new FollowUp("That is wrong."),
            new FollowUp("And then?"),
            new Acceptance(),
            new Thumb(ThumbValue.UP, "nice"),
            new Other("wink", "{}"),
            new Other("profile", "{\"forget\":true}"), // by another way than the policy server's
            CHANGE);

    private Script() {}

    /** As planned, in the order of time. */
    static List<Arrival> asPlanned(Plan plan) {
        List<Arrival> all = new ArrayList<>();
        for (Talk talk : plan.talks()) {
            List<Interaction> turns = turns(talk);
            for (int i = 0; i < turns.size(); i++) {
                Said said = talk.turns().get(i);
                all.add(new Arrival(said.at(), turns.get(i)));
                if (said.again() >= 0) {
                    all.add(new Arrival(
                            said.at() + said.again(), said.conflict() ? answeredElse(turns.get(i)) : turns.get(i)));
                }
            }
        }
        for (int i = 0; i < plan.reactions().size(); i++) {
            Reaction r = plan.reactions().get(i);
            Interaction event = reaction(plan, i);
            all.add(new Arrival(r.at(), event));
            if (r.again() >= 0) {
                all.add(new Arrival(r.at() + r.again(), r.conflict() ? inConflict(event) : event));
            }
        }
        return sorted(all);
    }

    /**
     * The same events in another order, all within {@code within} milliseconds; what was sent again is, somewhere. The turns
     * of a conversation keep theirs, since it says what follows what.
     */
    static List<Arrival> shuffled(Plan plan, long within, Random random) {
        List<Interaction> all = new ArrayList<>();
        for (int i = 0; i < plan.reactions().size(); i++) {
            all.add(reaction(plan, i));
            if (plan.reactions().get(i).again() >= 0) {
                all.add(reaction(plan, i));
            }
        }
        Collections.shuffle(all, random);
        for (Talk talk : plan.talks()) {
            int at = 0;
            List<Interaction> turns = turns(talk);
            for (int i = 0; i < turns.size(); i++) {
                at += random.nextInt(all.size() - at + 1);
                all.add(at++, turns.get(i));
                if (talk.turns().get(i).again() >= 0) {
                    all.add(at + random.nextInt(all.size() - at + 1), turns.get(i));
                }
            }
        }
        List<Arrival> arrivals = new ArrayList<>();
        long[] times = random.longs(all.size(), 0, within).sorted().toArray();
        for (int i = 0; i < times.length; i++) {
            arrivals.add(new Arrival(times[i], all.get(i)));
        }
        return arrivals;
    }

    private static List<Arrival> sorted(List<Arrival> arrivals) {
        return arrivals.stream().sorted(Comparator.comparingLong(Arrival::at)).toList();
    }

    private static List<Interaction> turns(Talk talk) {
        List<Interaction> turns = new ArrayList<>();
        List<Message> prompt = new ArrayList<>();
        for (Said said : talk.turns()) {
            Message question = new Message("user", MESSAGES.get(said.message()));
            switch (said.prompt()) {
                case GOES_ON -> {
                    if (!turns.isEmpty()) {
                        Turn before = (Turn) turns.get(turns.size() - 1).getPayload();
                        prompt.add(new Message("assistant", before.getResponse()));
                    }
                    prompt.add(question);
                }
                case AGAIN -> {
                    if (prompt.isEmpty()) {
                        prompt.add(question);
                    }
                }
                case FORGETFUL -> prompt = new ArrayList<>(List.of(question));
            }
            Turn turn = Turn.newBuilder()
                    .setMessages(List.copyOf(prompt))
                    .setResponse(ANSWERS.get(said.answer()))
                    .setShapedBy(List.of("The user prefers short answers."))
                    .setArm(Arms.CANDIDATE)
                    .build();
            String id = "t" + turns.size();
            turns.add(event(talk, id, id, "u1", BEGIN.plusMillis(said.at() + said.skew()), said.train(), turn));
        }
        return turns;
    }

    private static Interaction reaction(Plan plan, int index) {
        Reaction r = plan.reactions().get(index);
        Talk talk = plan.talks().get(r.talk() % plan.talks().size());
        if (PAYLOADS.get(r.payload()) == CHANGE && USERS.get(r.user()) != null) {
            String user = USERS.get(r.user());
            Talk own = new Talk(talk.tenant(), "profile:" + user, List.of());
            return event(own, "e" + index, null, user, BEGIN.plusMillis(r.at() + r.skew()), r.train(), CHANGE);
        }
        return event(
                talk,
                "e" + index,
                r.turn() < 0 ? null : "t" + r.turn(),
                USERS.get(r.user()),
                BEGIN.plusMillis(r.at() + r.skew()),
                r.train(),
                PAYLOADS.get(r.payload()));
    }

    private static Interaction answeredElse(Interaction event) {
        return Interaction.newBuilder(event)
                .setPayload(Turn.newBuilder((Turn) event.getPayload())
                        .setResponse("another answer under a used id")
                        .build())
                .build();
    }

    private static Interaction inConflict(Interaction event) {
        return Interaction.newBuilder(event)
                .setPayload(new Edit("something else under a used id"))
                .build();
    }

    private static Interaction event(
            Talk talk, String id, String turnId, String user, Instant occurredAt, boolean train, Object payload) {
        return Interaction.newBuilder()
                .setEventId(id)
                .setTenant(talk.tenant())
                .setConversationId(talk.id())
                .setTurnId(turnId)
                .setUserId(user)
                .setOccurredAt(occurredAt)
                .setSource("test")
                .setTrain(train)
                .setPayload(payload)
                .build();
    }
}
