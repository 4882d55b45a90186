package dev.backchannel.policy.seed;

import dev.backchannel.policy.style.StyleDimension;
import dev.backchannel.policy.style.StyleProfile;
import dev.backchannel.policy.style.StyleValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * Writes training dialogues of one to four exchanges. Half of them name the wanted style in the system message; in the
 * others each answer draws its style evenly. Some answers miss what was asked, or the wish: the user then complains,
 * corrects or asks again, and the next answer fits. After an answer that fits the user thanks or goes on.
 */
public final class DialogueWriter {
    private static final double DRILLS_SHORT = 0.5;
    private static final double NAMES_STYLE = 0.5;
    private static final double WISH_IN_REQUEST = 0.15;
    private static final double MISSES = 0.3;
    private static final double MISSES_TOPIC = 0.5;
    private static final double THANKS = 0.3;
    private static final double THANKS_AND_GOES_ON = 0.3;
    private static final double REACTS_AT_THE_END = 0.6;
    private static final double[] EXCHANGES = {0.45, 0.75, 0.9, 1};

    private final RandomGenerator random;
    private final List<DialogueTurn> turns = new ArrayList<>();
    private StyleProfile wish = StyleProfile.none();

    private DialogueWriter(RandomGenerator random) {
        this.random = random;
    }

    /** A dialogue of the training distribution. */
    public static Dialogue write(RandomGenerator random) {
        return new DialogueWriter(random).write();
    }

    /**
     * A drill for the first part of the training: one short exchange whose style the system message names, so that most
     * tokens depend on what was asked and wished.
     */
    public static Dialogue drill(RandomGenerator random) {
        return new DialogueWriter(random).writeDrill();
    }

    private Dialogue writeDrill() {
        int named = random.nextInt(4) == 0 ? 0 : 2 + random.nextInt(6);
        wish = someOf(StyleProfile.random(random), named);
        String system = SystemMessages.draw(wish, random);
        if (!system.isEmpty()) {
            turns.add(DialogueTurn.system(system));
        }
        if (wish.value(StyleDimension.LENGTH).isEmpty() && chance(DRILLS_SHORT)) {
            wish = wish.with(StyleValue.SHORT);
        }
        Request request = Intents.draw(random).request(random);
        turns.add(DialogueTurn.opening(request.text()));
        turns.add(DialogueTurn.answer(AnswerWriter.write(request, wish, random)));
        return new Dialogue(turns);
    }

    private Dialogue write() {
        boolean named = chance(NAMES_STYLE);
        if (named) {
            wish = someOf(StyleProfile.random(random), 1 + random.nextInt(StyleDimension.values().length));
        }
        boolean wishInRequest = named && chance(WISH_IN_REQUEST);
        String system = SystemMessages.draw(wishInRequest ? StyleProfile.none() : wish, random);
        if (!system.isEmpty()) {
            turns.add(DialogueTurn.system(system));
        }
        Request request = Intents.draw(random).request(random);
        String opening = wishInRequest ? UserVoice.wish(wish, random) + " " + request.text() : request.text();
        int exchanges = 1;
        double draw = random.nextDouble();
        while (draw > EXCHANGES[exchanges - 1]) {
            exchanges++;
        }
        for (int i = 0; i < exchanges; i++) {
            turns.add(i == 0 ? DialogueTurn.opening(opening) : DialogueTurn.user(opening));
            exchange(request);
            request = Intents.draw(random).request(random);
            opening = chance(THANKS_AND_GOES_ON) ? UserVoice.thanksAnd(request, random) : request.text();
        }
        if (chance(REACTS_AT_THE_END)) {
            turns.add(DialogueTurn.user(chance(0.7) ? UserVoice.thanks(random) : opening));
        }
        return new Dialogue(turns);
    }

    /** The answer to a request that the user has just made, with whatever it takes until it fits. */
    private void exchange(Request request) {
        if (chance(MISSES)) {
            if (chance(MISSES_TOPIC)) {
                missTopic(request);
            } else {
                missWish(request);
            }
        }
        turns.add(DialogueTurn.answer(AnswerWriter.write(request, wish, random)));
        if (chance(THANKS)) {
            turns.add(DialogueTurn.user(UserVoice.thanks(random)));
            Request thanks = Intents.ofId("thanks").request(random);
            turns.add(DialogueTurn.answer(AnswerWriter.write(thanks, wish, random)));
        }
    }

    private void missTopic(Request request) {
        Request missed = chance(0.3)
                ? request.intent().request(random)
                : Intents.draw(random).request(random);
        String answer = AnswerWriter.write(missed, wish, random);
        if (request.onTopic(answer)) {
            return;
        }
        turns.add(DialogueTurn.badAnswer(answer));
        double draw = random.nextDouble();
        String reaction = draw < 0.3
                ? UserVoice.correction(request, random)
                : draw < 0.5 ? UserVoice.rephrase(request, random) : UserVoice.offTopic(random);
        turns.add(DialogueTurn.user(reaction));
    }

    /** An answer that lacks one or two of the wishes; where none was named, the user names one only now. */
    private void missWish(Request request) {
        boolean told = !wish.isEmpty();
        StyleProfile violated = someOf(told ? wish : StyleProfile.random(random), told ? 1 + random.nextInt(2) : 1);
        StyleProfile shown = wish;
        for (StyleValue value : violated.values().values()) {
            shown = shown.with(value.opposite());
        }
        String answer = AnswerWriter.write(request, shown, random);
        turns.add(told ? DialogueTurn.badAnswer(answer) : DialogueTurn.answer(answer));
        StyleValue missing = violated.values().values().iterator().next();
        boolean named = !told || chance(0.5);
        turns.add(DialogueTurn.user(
                named
                        ? UserVoice.complaint(missing, random)
                        : chance(0.6) ? UserVoice.complaint(random) : UserVoice.offTopic(random)));
        if (named) {
            wish = wish.with(missing);
        }
    }

    private StyleProfile someOf(StyleProfile profile, int count) {
        List<StyleDimension> dimensions = new ArrayList<>(Arrays.asList(StyleDimension.values()));
        Collections.shuffle(dimensions, new Random(random.nextLong()));
        return StyleProfile.of(dimensions.stream()
                .flatMap(dimension -> profile.value(dimension).stream())
                .limit(count)
                .toList());
    }

    private boolean chance(double probability) {
        return random.nextDouble() < probability;
    }
}
