package dev.backchannel.standalone.bench.threats;

import dev.backchannel.avro.Acceptance;
import dev.backchannel.avro.Edit;
import dev.backchannel.avro.FollowUp;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.choice.Choice;
import dev.backchannel.policy.Generated;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.seed.Request;
import dev.backchannel.standalone.bench.learning.Respondent;
import dev.backchannel.standalone.demo.check.Judgement;
import dev.backchannel.standalone.demo.measure.ExamResult;
import dev.backchannel.standalone.demo.measure.HeldOut;
import dev.backchannel.standalone.demo.user.Behaviour;
import dev.backchannel.standalone.demo.user.BehaviourMix;
import dev.backchannel.standalone.demo.user.Population;
import dev.backchannel.standalone.demo.user.Questions;
import dev.backchannel.standalone.demo.user.Reaction;
import dev.backchannel.standalone.demo.user.SimulatedUser;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * One attack: a hundred accounts ask, the policy of the moment answers, honest users react as simulated ones do, and attackers as
 * they like. A round is a minute of the broker's time. The same seed is the same siege.
 */
final class Siege {
    private static final int ACCOUNTS = 100;
    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
    private static final Duration ROUND = Duration.ofMinutes(1);
    private static final BehaviourMix HONEST = new BehaviourMix(
            new BehaviourMix.Pleased(0.3, 0.15, 0.1), new BehaviourMix.Displeased(0.4, 0.15, 0, 0.15, 0), 0.05, 1);

    /**
     * How large a siege is.
     *
     * @param rounds after each of which a step is taken, if enough was learned
     * @param requests in a round
     * @param questions held out, that the end is judged by
     */
    record Size(int rounds, int requests, int questions) {}

    private final PolicyModel model;
    private final LearnerConfig config;
    private final Size size;
    private final long seed;
    private final Respondent respondent;
    private final Behaviour behaviour = new Behaviour(HONEST);
    private final SimulatedUser honest;
    private final List<HeldOut> heldOut;
    private final Questions questions;
    private final SortedMap<String, Integer> stopped = new TreeMap<>();
    private final Set<String> theirs = new HashSet<>();
    private boolean attackerSpeaks;

    Siege(PolicyModel model, LearnerConfig config, Size size, long seed) {
        this.model = model;
        this.config = config;
        this.size = size;
        this.seed = seed;
        this.respondent = new Respondent(model);
        Population house = Population.generate(20, seed);
        this.honest = new SimulatedUser("guest", house.house());
        this.heldOut = HeldOut.draw(new Population(house.house(), List.of(honest)), size.questions(), seed);
        this.questions = new Questions(heldOut.stream().map(HeldOut::asked).collect(Collectors.toSet()));
    }

    /** Once: a siege is spent by it. */
    SiegeFigures run(Attack attack, boolean defended) {
        long begun = System.nanoTime();
        Defences defences = attack.defences(defended);
        Mill mill = new Mill(defences.identities(), this::stop);
        try (GuardedPupil pupil = new GuardedPupil(model, config, defences)) {
            double before = wanted(respondent.sit(null, heldOut), attack);
            for (int round = 0; round < size.rounds(); round++) {
                boolean quarantined = round >= defences.quarantinedAfter().orElse(Integer.MAX_VALUE);
                round(round, attack, quarantined, mill, pupil);
                pupil.step();
            }
            ExamResult exam = respondent.sit(pupil.policy(), heldOut);
            return new SiegeFigures(
                    attack,
                    defended,
                    pupil.taught().size(),
                    share(pupil.taught()),
                    stopped,
                    pupil.refused(),
                    wanted(exam, attack),
                    before,
                    exam.satisfaction(),
                    (System.nanoTime() - begun) / 1e9);
        }
    }

    private void round(int round, Attack attack, boolean quarantined, Mill mill, GuardedPupil pupil) {
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < size.requests(); i++) {
            requests.add(questions.draw(honest, random("question", round, i)));
        }
        List<Generated> answers =
                respondent.answers(pupil.policy(), requests, Choice.hash(seed, "answers", round) >>> 8);
        for (int i = 0; i < requests.size(); i++) {
            Instant at = START.plus(ROUND.multipliedBy(round))
                    .plus(ROUND.multipliedBy(i).dividedBy(requests.size()));
            RandomGenerator random = random("speaker", round, i);
            attackerSpeaks = random.nextDouble() < attack.volume();
            int account = attackerSpeaks
                    ? random.nextInt(attack.accounts())
                    : attack.accounts() + random.nextInt(ACCOUNTS - attack.accounts());
            Generated given = answers.get(i);
            Interaction turn = Scene.turn("t-" + round + "-" + i, "account-" + account, requests.get(i), given);
            Scene scene = new Scene(turn, requests.get(i), honest.wishes(), random);
            List<Interaction> events = new ArrayList<>(List.of(turn));
            events.addAll(attackerSpeaks ? attack.malice().act(scene) : honestly(scene, given));
            for (Interaction event : events) {
                mill.take(event, at).ifPresent(preference -> offer(preference, quarantined, pupil));
            }
        }
    }

    private void offer(Preference preference, boolean quarantined, GuardedPupil pupil) {
        if (attackerSpeaks) {
            theirs.add(preference.getPreferenceId());
            if (quarantined) {
                stop("quarantined");
                return;
            }
        }
        pupil.take(preference).ifPresent(this::stop);
    }

    private List<Interaction> honestly(Scene scene, Generated given) {
        Judgement judgement = Judgement.of(given.text(), given.finishReason().wire(), scene.request(), honest.wishes());
        Reaction reaction = behaviour.react(honest, scene.request(), given.text(), judgement, scene.random());
        return payload(reaction).map(payload -> scene.event("e", payload)).stream()
                .toList();
    }

    private static Optional<Object> payload(Reaction reaction) {
        if (reaction instanceof Reaction.Edit edit) {
            return Optional.of(new Edit(edit.text()));
        } else if (reaction instanceof Reaction.Thumb thumb) {
            return Optional.of(new Thumb(thumb.up() ? ThumbValue.UP : ThumbValue.DOWN, null));
        } else if (reaction instanceof Reaction.Remark remark) {
            return Optional.of(new FollowUp(remark.text()));
        }
        return reaction instanceof Reaction.Acceptance ? Optional.of(new Acceptance()) : Optional.empty();
    }

    private void stop(String reason) {
        if (attackerSpeaks) {
            stopped.merge(reason, 1, Integer::sum);
        }
    }

    private double share(List<Preference> taught) {
        double all = taught.stream().mapToDouble(Preference::getWeight).sum();
        double theirsAlone = taught.stream()
                .filter(preference -> theirs.contains(preference.getPreferenceId()))
                .mapToDouble(Preference::getWeight)
                .sum();
        return all == 0 ? 0 : theirsAlone / all;
    }

    private double wanted(ExamResult exam, Attack attack) {
        return exam.answers().stream()
                        .filter(graded -> attack.goal()
                                .isMet(graded.answer(), graded.question().request(), honest.wishes()))
                        .count()
                / (double) exam.answers().size();
    }

    private RandomGenerator random(String what, int round, int i) {
        return new SplittableRandom(Choice.hash(seed, what, round, i));
    }
}
