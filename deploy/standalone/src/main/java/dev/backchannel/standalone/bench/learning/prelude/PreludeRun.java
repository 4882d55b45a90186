package dev.backchannel.standalone.bench.learning.prelude;

import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.Generated;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.profile.PromptShaping;
import dev.backchannel.policy.profile.Wish;
import dev.backchannel.policy.style.StyleProfile;
import dev.backchannel.policy.style.StyleValue;
import dev.backchannel.standalone.bench.learning.Pupil;
import dev.backchannel.standalone.bench.learning.Respondent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One arm through all rounds of one seed. */
final class PreludeRun {
    private final PreludeArm arm;
    private final long seed;
    private final int rounds;
    private final Notes notes;
    private final Respondent respondent;
    private final Editor editor = new Editor();
    private final @Nullable Pupil pupilOrNull;
    private final int batch;
    private final int kinds;
    private final long[] quarters = new long[4];
    private final Map<String, Integer> missed = new TreeMap<>();
    private int edits;
    private int unusable;
    private int untold;
    private int toldWrong;
    private int steps;

    private PreludeRun(
            PolicyModel model,
            PreludeArm arm,
            long seed,
            int rounds,
            int kinds,
            @Nullable Pupil pupilOrNull,
            int batch) {
        this.arm = arm;
        this.seed = seed;
        this.rounds = rounds;
        this.notes = arm.notes(model);
        this.respondent = new Respondent(model);
        this.pupilOrNull = pupilOrNull;
        this.batch = batch;
        this.kinds = kinds;
    }

    /**
     * @param config of the learner; the arm puts its own loss in it
     * @param kinds of request in each context
     */
    static PreludeFigures run(
            PolicyModel model, LearnerConfig config, PreludeArm arm, long seed, int rounds, int kinds) {
        if (arm.teaching() == Teaching.NOTHING) {
            return new PreludeRun(model, arm, seed, rounds, kinds, null, 0).run();
        }
        LearnerConfig own = config.withLoss(arm.teaching().loss(config.loss()));
        try (Pupil pupil = new Pupil(model, own, seed)) {
            return new PreludeRun(
                            model, arm, seed, rounds, kinds, pupil, own.batch().nominal())
                    .run();
        }
    }

    private PreludeFigures run() {
        long begun = System.nanoTime();
        List<Context> contexts = Context.draw(seed, kinds);
        for (int number = 0; number < rounds; number++) {
            play(Round.draw(contexts, seed, number));
        }
        return new PreludeFigures(
                arm.title(),
                seed,
                rounds,
                Arrays.stream(quarters).sum(),
                Arrays.stream(quarters).boxed().toList(),
                edits,
                unusable,
                missed,
                untold,
                toldWrong,
                steps,
                (System.nanoTime() - begun) / 1e9);
    }

    private void play(Round round) {
        List<Wish> wishes = notes.wishes(round);
        List<ChatMessage> prompt = PromptShaping.shape(round.messages(), wishes);
        Adapter policy = pupilOrNull == null ? null : pupilOrNull.policy();
        Generated given = respondent.answer(policy, prompt, round.samplingSeed());
        Editor.Reaction reaction = editor.react(round, given);
        count(round, wishes, reaction);
        notes.learn(round, wishes, given.text(), reaction.edited());
        if (pupilOrNull != null) {
            arm.teaching().of(round.id(), prompt, given, reaction.edited()).forEach(pupilOrNull::take);
            if (pupilOrNull.waiting() >= batch) {
                steps++;
                pupilOrNull.step();
            }
        }
    }

    private void count(Round round, List<Wish> wishes, Editor.Reaction reaction) {
        quarters[4 * round.number() / rounds] += reaction.cost();
        edits += reaction.edited().isPresent() ? 1 : 0;
        unusable += reaction.usable() ? 0 : 1;
        reaction.missed()
                .forEach(dimension -> missed.merge(dimension.name().toLowerCase(Locale.ROOT), 1, Integer::sum));
        StyleProfile told = StyleProfile.of(
                wishes.stream().map(Wish::valueOrNull).filter(Objects::nonNull).toList());
        for (StyleValue value : round.context().taste().values().values()) {
            untold += told.has(value) ? 0 : 1;
            toldWrong += told.has(value.opposite()) ? 1 : 0;
        }
    }
}
