package dev.backchannel.standalone.bench.learning.noise;

import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import dev.backchannel.learner.choice.Choice;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.Generated;
import dev.backchannel.policy.seed.Request;
import dev.backchannel.standalone.bench.learning.Preferences;
import dev.backchannel.standalone.bench.learning.Respondent;
import dev.backchannel.standalone.demo.check.Judgement;
import dev.backchannel.standalone.demo.user.Behaviour;
import dev.backchannel.standalone.demo.user.BehaviourMix;
import dev.backchannel.standalone.demo.user.Questions;
import dev.backchannel.standalone.demo.user.Reaction;
import dev.backchannel.standalone.demo.user.SimulatedUser;
import dev.backchannel.streams.mining.TokenEditDistance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Users who put right every answer that displeases them, be it cut, beside the point or in another style than they wish.
 * Noise then exchanges the sides of some of these pairs. Question n is the same in every run of a seed. Who writes one draft
 * answers anew; who takes of many the one nearest to what was given only corrects it.
 */
final class Editors {
    private static final BehaviourMix EDITS_ALONE =
            new BehaviourMix(new BehaviourMix.Pleased(0, 0, 0), new BehaviourMix.Displeased(1, 0, 0, 0, 0), 0, 0);

    private final Behaviour behaviour = new Behaviour(EDITS_ALONE);
    private final Respondent respondent;
    private final SimulatedUser user;
    private final Questions questions;
    private final LabelNoise noise;
    private final long seed;
    private final int drafts;

    /** @param drafts right answers that a user thinks of; the nearest to the given one counts */
    Editors(Respondent respondent, SimulatedUser user, Questions questions, LabelNoise noise, long seed, int drafts) {
        this.respondent = respondent;
        this.user = user;
        this.questions = questions;
        this.noise = noise;
        this.seed = seed;
        this.drafts = drafts;
    }

    /** A pair, and whether its sides were exchanged. */
    record Edited(Preference preference, boolean flipped) {}

    /** What users make of the policy's answers to questions {@code first} to {@code first + count - 1}. */
    List<Edited> react(Adapter policy, long first, int count) {
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            requests.add(questions.draw(user, new SplittableRandom(Choice.hash(seed, "question", first + i))));
        }
        List<Generated> answers = respondent.answers(policy, requests, Choice.hash(seed, "answers", first) >>> 8);
        List<Edited> edited = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long question = first + i;
            Request request = requests.get(i);
            Generated given = answers.get(i);
            Judgement judgement =
                    Judgement.of(given.text(), given.finishReason().wire(), request, user.wishes());
            edit(question, request, given.text(), judgement).ifPresent(text -> {
                Pair pair = noise.over(new Pair(Preferences.written(text), Preferences.served(given)), question);
                Preference preference =
                        Preferences.pair(seed + "-" + question, List.of(ChatMessage.user(request.text())), 1, pair);
                edited.add(new Edited(preference, noise.flips(question)));
            });
        }
        return edited;
    }

    /** What the user makes of an answer; empty if it is right as it is. */
    private Optional<String> edit(long question, Request request, String given, Judgement judgement) {
        return IntStream.range(0, drafts)
                .mapToObj(draft ->
                        draft == 0 ? Choice.hash(seed, "edit", question) : Choice.hash(seed, "edit", question, draft))
                .map(random -> behaviour.react(user, request, given, judgement, new SplittableRandom(random)))
                .flatMap(reaction -> reaction instanceof Reaction.Edit edit ? Stream.of(edit.text()) : Stream.empty())
                .min(Comparator.comparingDouble(text -> TokenEditDistance.normalised(given, text)));
    }
}
