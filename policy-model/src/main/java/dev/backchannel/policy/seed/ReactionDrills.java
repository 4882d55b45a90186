package dev.backchannel.policy.seed;

import dev.backchannel.policy.style.StyleProfile;
import dev.backchannel.policy.style.StyleValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * Writes drills of the users' reactions, in pairs: the same request, once answered as asked and wished, and thanked for; once
 * answered beside what was asked, or against the named wish, and complained about. Only the reactions are learned, and as
 * little as possible differs between the two.
 */
public final class ReactionDrills {
    private static final String FITS = "Thanks!";
    private static final String MISSES_TOPIC = "No, that is wrong.";
    private static final String MISSES_WISH = "Not like that.";
    private static final StyleProfile BARE = StyleProfile.of(
            StyleValue.SHORT,
            StyleValue.PROSE,
            StyleValue.NO_GREETING,
            StyleValue.NO_CLOSING,
            StyleValue.NO_EMOJI,
            StyleValue.NO_QUESTION);
    private static final List<StyleValue> WISHES = List.of(StyleValue.values());
    private static final double SHORT = 0.85;
    private static final double HALF = 0.5;
    private static final double SAME_INTENT = 0.15;

    private final RandomGenerator random;
    private final int mostWishes;
    private final double shortShare;
    private final boolean plain;

    private ReactionDrills(RandomGenerator random, int mostWishes, double shortShare, boolean plain) {
        this.random = random;
        this.mostWishes = mostWishes;
        this.shortShare = shortShare;
        this.plain = plain;
    }

    /** One that is thanked for and one that is complained about. */
    public static List<Dialogue> pair(RandomGenerator random) {
        return new ReactionDrills(random, 4, SHORT, false).write();
    }

    /**
     * The same with more wishes and longer answers.
     *
     * @param plain whether each kind of reaction has one fixed sentence
     */
    public static List<Dialogue> widePair(boolean plain, RandomGenerator random) {
        return new ReactionDrills(random, 6, HALF, plain).write();
    }

    /**
     * The same with one fixed sentence for each kind of reaction, so that its only information is whether the answer fits:
     * that takes hundreds of times fewer examples to learn than in the users' many words.
     *
     * @param wishShare the share of pairs that are about a wish; the others are about what was asked
     */
    public static List<Dialogue> plainPair(double wishShare, RandomGenerator random) {
        long sameChoices = random.nextLong();
        Request request = Intents.draw(random).request(random);
        if (random.nextDouble() < wishShare) {
            StyleValue wish = WISHES.get(random.nextInt(WISHES.size()));
            StyleProfile style = StyleProfile.random(random).with(StyleValue.SHORT);
            String fitting = AnswerWriter.write(request, style.with(wish), new Random(sameChoices));
            String missing = AnswerWriter.write(request, style.with(wish.opposite()), new Random(sameChoices));
            return List.of(
                    dialogue(wish.sentence(), request, fitting, FITS),
                    dialogue(wish.sentence(), request, missing, MISSES_WISH));
        }
        Request other = request;
        while (other.intent().equals(request.intent())) {
            other = Intents.draw(random).request(random);
        }
        return List.of(
                dialogue("", request, AnswerWriter.write(request, BARE, new Random(sameChoices)), FITS),
                dialogue("", request, AnswerWriter.write(other, BARE, new Random(sameChoices)), MISSES_TOPIC));
    }

    private List<Dialogue> write() {
        boolean missesWish = random.nextBoolean();
        StyleProfile wish = wish(missesWish ? 1 + random.nextInt(mostWishes) : Math.max(0, random.nextInt(6) - 2));
        StyleProfile style = random.nextDouble() < shortShare ? wish.orElse(StyleValue.SHORT) : wish;
        Request request = Intents.draw(random).request(random);
        String system = SystemMessages.draw(wish, random);
        long sameChoices = random.nextLong();
        String fitting = AnswerWriter.write(request, style, new Random(sameChoices));
        if (missesWish) {
            List<StyleValue> violated = violated(wish);
            StyleProfile shown = style;
            for (StyleValue value : violated) {
                shown = shown.with(value.opposite());
            }
            String missing = AnswerWriter.write(request, shown, new Random(sameChoices));
            return List.of(
                    dialogue(system, request, fitting, plain ? FITS : UserVoice.thanks(random)),
                    dialogue(system, request, missing, plain ? MISSES_WISH : wishReaction(violated.get(0))));
        }
        String missing = AnswerWriter.write(another(request), style, new Random(sameChoices));
        return List.of(
                dialogue(system, request, fitting, plain ? FITS : UserVoice.thanks(random)),
                dialogue(system, request, missing, plain ? MISSES_TOPIC : topicReaction(request)));
    }

    private static Dialogue dialogue(String system, Request request, String answer, String reaction) {
        List<DialogueTurn> turns = new ArrayList<>();
        if (!system.isEmpty()) {
            turns.add(DialogueTurn.system(system));
        }
        turns.add(DialogueTurn.opening(request.text()));
        turns.add(DialogueTurn.badAnswer(answer));
        turns.add(DialogueTurn.user(reaction));
        return new Dialogue(turns);
    }

    private StyleProfile wish(int count) {
        List<StyleValue> values =
                new ArrayList<>(StyleProfile.random(random).values().values());
        Collections.shuffle(values, new Random(random.nextLong()));
        return StyleProfile.of(values.subList(0, count));
    }

    private List<StyleValue> violated(StyleProfile wish) {
        List<StyleValue> values = new ArrayList<>(wish.values().values());
        Collections.shuffle(values, new Random(random.nextLong()));
        return values.subList(0, Math.min(values.size(), 1 + random.nextInt(2)));
    }

    /** Another request, whose answer is beside this one. */
    private Request another(Request request) {
        while (true) {
            Intent intent = random.nextDouble() < SAME_INTENT ? request.intent() : Intents.draw(random);
            Request other = intent.request(random);
            if (!intent.equals(request.intent()) || !other.slots().equals(request.slots())) {
                return other;
            }
        }
    }

    private String wishReaction(StyleValue violated) {
        double draw = random.nextDouble();
        if (draw < 0.35) {
            return UserVoice.complaint(violated, random);
        }
        return draw < 0.65 ? UserVoice.complaint(random) : UserVoice.offTopic(random);
    }

    private String topicReaction(Request request) {
        double draw = random.nextDouble();
        if (draw < 0.2) {
            return UserVoice.correction(request, random);
        }
        return draw < 0.3 ? UserVoice.rephrase(request, random) : UserVoice.offTopic(random);
    }
}
